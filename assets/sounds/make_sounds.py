"""Makes the sounds beside it, out of sine waves: ours, under the project's licence. Run it after changing a tone."""
import math
import pathlib
import struct
import wave

RATE = 22050
LOUDNESS = 0.6  # of full scale; how loud it is in the hall is the amplifier's setting
EDGE = 0.02  # seconds in which a tone swells and fades, so that it does not click

# Hertz and seconds. Two falling calls below 2 kHz, where older ears still hear well.
SOUNDS = {"card-left.wav": [(1175, 0.28), (880, 0.34), (0, 0.18), (1175, 0.28), (880, 0.34)]}


def tone(hertz, seconds):
    count = int(RATE * seconds)
    for i in range(count):
        edge = min(1.0, i / (RATE * EDGE), (count - i) / (RATE * EDGE))
        yield math.sin(2 * math.pi * hertz * i / RATE) * edge * LOUDNESS if hertz else 0.0


def main():
    for name, tones in SOUNDS.items():
        samples = [sample for hertz, seconds in tones for sample in tone(hertz, seconds)]
        with wave.open(str(pathlib.Path(__file__).parent / name), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(b"".join(struct.pack("<h", int(sample * 32767)) for sample in samples))


main()

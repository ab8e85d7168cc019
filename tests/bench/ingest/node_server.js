// What a web team would write: Node's http and a pool of 20, one INSERT for each request.
const http = require("http");
const crypto = require("crypto");
const { Pool } = require("pg");

const pool = new Pool({ host: process.argv[2], user: "hall", database: process.argv[3], max: 20 });
const server = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", async () => {
    try {
      await pool.query({
        name: "bare",
        text: "INSERT INTO bare (id, body) VALUES ($1, $2)",
        values: [crypto.randomUUID(), Buffer.concat(pieces)],
      });
      response.writeHead(200, { "Content-Length": 2 });
      response.end("ok");
    } catch (error) {
      response.writeHead(500, { "Content-Length": 0 });
      response.end();
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

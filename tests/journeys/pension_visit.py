"""One whole visit for the pension eligibility confirmation, made with touches and keys."""


def begin_by_search(screen, shot):
    screen.wait_for("您好，请问要办什么事？")
    shot("home")
    screen.touch("查找全部事项")
    screen.wait_for("要办哪件事？")
    for letter in "YLRZ":
        screen.touch(letter)
    screen.wait_for("已输入：YLRZ")
    shot("find")
    screen.touch("养老待遇领取资格认证")
    screen.wait_for("开始办理")
    shot("guide")
    screen.key("Right")  # the keypad's "next page" is the big button


def identify(screen, shot, card="退休老人"):
    screen.wait_for("请放身份证")
    shot("identify")
    screen.touch(card)
    screen.wait_for("这是您本人吗？")
    shot("confirm")
    screen.touch("取走证件")
    screen.touch("是我，继续")


def answer(screen, shot):
    screen.wait_for("您现在住在哪里？")
    shot("question-choice")
    screen.touch("外地，跟子女或自己住")
    screen.wait_for("都按时到账了吗？")
    shot("question-keys")
    screen.choose_by_keys("都到账了")
    screen.wait_for("打哪个手机号能找到您？")
    for digit in "1380":
        screen.touch(digit)
    screen.touch("下一步")
    screen.wait_for("手机号应是 11 位数字")
    shot("question-fault")
    screen.key(*"0138000")  # the rest on the keypad
    screen.wait_for("138 0013 8000")
    shot("question-phone")
    screen.touch("下一步")
    screen.wait_for("上面填的都是真的")
    shot("consent")
    screen.touch("我同意，继续")


def review_and_submit(screen, shot):
    screen.wait_for("请再看一遍")
    screen.wait_for("来自身份证")
    shot("review")
    screen.touch("确认提交")


def rate_and_leave(screen, shot):
    screen.touch("完成")
    screen.wait_for("这次办得怎么样？")
    shot("rating")
    screen.choose_by_keys("满意")
    screen.wait_for("谢谢您，请慢走")
    shot("thanks")
    screen.touch("回到首页")
    screen.wait_for("您好，请问要办什么事？")


def fill(screen, shot=lambda name: None):
    begin_by_search(screen, shot)
    identify(screen, shot)
    answer(screen, shot)
    review_and_submit(screen, shot)

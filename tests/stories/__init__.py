"""Whole stories, told in a browser: people at their desks, pages as they see them, a clock that we move.

Where each operation of an office is shown: 会签 或签 票签 顺签 一票否决 改稿再确认 抄送
`test_countersign`; 加签 减签 退回 撤销 调度
`test_sending_back`; 转办 and its taking back, 兼职 `test_hand_on`; 委派 委托代理 AB角 工作移交 `test_proxies`; 撤回
`test_staff`, `test_hand_on`; 传阅 代阅 征求意见 `test_circulation`; 批量办理 `test_together`; 催办 留言 关注 `test_talk`; 督办 `test_supervision`; 意见 常用语
手写签批 更正 附件 `test_opinions`; 期限 `test_limits`; 文号 `test_document`; the sheet on paper `test_paper`.
"""

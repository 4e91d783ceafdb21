/** The few words these enhancements say themselves, in the page's language. */
const CHINESE = !document.documentElement.lang.startsWith('en');

const WORDS = {
  yes: [ '确定', 'OK' ],
  no: [ '取消', 'Cancel' ],
  copied: [ '已复制', 'Copied' ],
  notCopied: [ '未能复制，请手工选取。', 'Could not copy. Please select it by hand.' ],
  saving: [ '正在保存草稿…', 'Saving the draft…' ],
  saved: [ '草稿已保存 {time}', 'Draft saved {time}' ],
  notSaved: [ '草稿未能保存，稍后重试。', 'The draft was not saved; it will be tried again.' ],
  signedOut: [ '登录已过期，未能保存。请照常提交，按提示重新登录后，已填写的内容仍在。',
    'You were signed out, so it was not saved. Hand it in as usual and sign in again: what you filled in stays.' ],
  keys: [ '键盘操作', 'By keyboard' ],
  keyMove: [ '下一行 / 上一行', 'Next / previous row' ],
  keyOpen: [ '打开', 'Open' ],
  keyTick: [ '勾选', 'Tick' ],
  keySearch: [ '搜索', 'Search' ],
  writeFirst: [ '请先书写。', 'Write something first.' ],
  notKept: [ '未能保存，请重试。', 'It was not kept. Please try again.' ],
  offline: [ '无法连接服务器。', 'The server cannot be reached.' ],
  failed: [ '服务器出错（{status}）。', 'The server failed ({status}).' ]
};

export const language = CHINESE ? 'zh-CN' : 'en';

export function say(word, facts = {}) {
  return WORDS[word][CHINESE ? 0 : 1].replace(/{(\w+)}/g, (whole, name) => facts[name] ?? whole);
}

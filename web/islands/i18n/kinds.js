/** The names of element kinds, which the panel puts together: "Timer Boundary Event (Non Interrupting)". */
const TRIGGERS = {
  Message: '消息', Timer: '定时', Signal: '信号', Error: '错误', Escalation: '升级', Conditional: '条件',
  Compensate: '补偿', Link: '链接', Terminate: '终止', Cancel: '取消', '': ''
};
const EVENTS = {
  'Start Event': '开始事件', 'Intermediate Catch Event': '中间捕获事件', 'Intermediate Throw Event': '中间抛出事件',
  'Boundary Event': '边界事件', 'End Event': '结束事件'
};
const OTHERS = {
  'Expanded Sub Process': '子流程', 'Collapsed Sub Process': '子流程（折叠）', 'Event Sub Process': '事件子流程',
  'Expanded Ad Hoc Sub Process': '临时子流程', 'Collapsed Ad Hoc Sub Process': '临时子流程（折叠）', Transaction: '事务',
  'Manual Task': '手工任务', 'Inclusive Gateway': '包容网关', 'Event Based Gateway': '事件网关', 'Complex Gateway': '复杂网关',
  'Data Object Reference': '数据对象', 'Data Store Reference': '数据存储', 'Text Annotation': '文本注释', 'Message Flow': '消息流',
  'Data Input Association': '数据输入关联', 'Data Output Association': '数据输出关联'
};

export const kinds = { ...OTHERS };
for (const [ trigger, before ] of Object.entries(TRIGGERS)) {
  for (const [ event, after ] of Object.entries(EVENTS)) {
    const name = `${trigger} ${event}`.trim();
    kinds[name] = `${before}${after}`;
    kinds[`${name} (Non Interrupting)`] = `${before}${after}（非中断）`;
  }
}

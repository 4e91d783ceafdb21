"""What a refusal means and what to do, in Chinese: one sentence for each rule of readers and of the runtime.

The rules of :mod:`bpmn.rules` bring a sentence of their own for each finding.
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # reading
    "xml-size": "文件过大；请拆分流程",
    "xml-doctype": "文件中有 DOCTYPE 或实体声明；请删除",
    "xml-syntax": "文件不是格式正确的 XML；请用建模工具重新导出",
    "xml-depth": "元素嵌套过深；请简化",
    "xml-elements": "元素过多；请拆分流程",
    "xml-attributes": "某个元素的属性过多；请删减",
    "not-bpmn": "文件不是 BPMN 2.0 流程图；最外层元素应为标准的 definitions",
    "duplicate-id": "该标识重复出现；请为每个元素使用不同的 id",
    "reserved-id": "id 只能由字母、数字、下划线、连字符和点组成，并以字母或下划线开头；请改名",
    "missing-id": "该元素没有 id；请补上",
    "unknown-reference": "引用的对象不存在或不属于此处；请更正引用，或补充定义",
    "unknown-process": "文件中没有这个流程；请核对 id",
    "flow-crosses-scope": "顺序流不能跨越子流程的边界；请改用事件",
    "expression-language": "只执行 FEEL 表达式；请改写为 FEEL 并删除表达式语言属性",
    "expression-text": "表达式中不能含有其他元素；请只写 FEEL 文本",
    "expression-invalid": "这里不是正确的 FEEL 表达式；请更正",
    "loop-maximum": "循环上限应为正整数；请更正",
    "correlation": "关联属性、关联键与消息或数据对不上；请补全取值路径，或更正引用",
    # what is not executed
    "unsupported-element": "此处的这个元素不会被执行；请删除，或改用其他元素表达",
    "unsupported-attribute": "该属性在此处没有意义或不会被执行；请删除",
    "unsupported-event": "这种事件不能用在此处；请改用可以使用的事件类型",
    "unsupported-gateway": "网关不能这样使用；请按提示改画",
    "unknown-extension": "该扩展在此处没有意义；请删除",
    "misplaced-extension": "该扩展不能用在这种元素上；请移到应在的元素，或删除",
    "empty-process": "流程中没有任何节点；请画出开始事件及后续步骤",
    "nesting": "子流程嵌套过深；请改用调用活动",
    # flows and gateways
    "start-incoming": "连线不能进入开始事件；请删除",
    "end-outgoing": "连线不能离开结束事件；请删除",
    "boundary-incoming": "连线不能进入边界事件；请删除",
    "flow-without-condition": "有多个出口时，每条连线都应有条件，或设为默认流；请补上",
    "parallel-condition": "并行网关会走所有出口；请删除条件或默认流",
    "activation-condition": "复杂网关的 activationCondition 缺少，或只有一个入口而无可等待；请填写或删除",
    "event-gateway-target": "事件网关之后只能是合适的捕获事件或接收任务；请按提示更正",
    "link-target": "链接应由同一作用域内同名的抛出事件连到唯一的捕获事件，且单独成为一个事件；请更正",
    # events
    "cancel-event": "取消结束事件只用于事务之内并单独成为一个事件，事务须有且只有一个取消边界事件；请更正",
    "compensation-handler": "补偿边界事件应以关联连到同一作用域内唯一的补偿活动，该活动不接顺序流；请更正",
    "compensation-target": "补偿应单独成为一个事件，并指明同一作用域内有补偿处理的活动；请更正",
    "event-definition": "该事件没有说明等待什么；请设置消息、定时、信号或条件",
    "condition-missing": "条件事件没有条件；请填写",
    "conditional-start": "流程开始前没有数据，不能由条件启动；请改用消息、信号或定时，或用事件子流程等待",
    "parallel-multiple": "错误或升级不能与其他触发同时等待；请单独画出",
    "parallel-multiple-start": "开始事件不能同时等待多个触发；请在消息之前画实例化的并行事件网关",
    "timer-invalid": "定时的写法不正确；请按 ISO 8601 或 cron 书写，日期、时长、周期只写一项",
    "message-name": "没有指定消息，或其名称无法事先确定；请选择有名称的消息",
    "signal-name": "没有指定信号，或其名称无法事先确定；请选择有名称的信号",
    "error-code": "抛出的错误没有代码；请选择有代码的错误",
    "escalation-code": "抛出的升级没有代码；请选择有代码的升级",
    "error-interrupts": "错误事件总是中断所在活动；请设为中断型",
    "event-sub-process-start": "事件子流程必须有且只有一个带触发条件的开始事件；请更正",
    "event-sub-process-flow": "事件子流程不能有进出连线、边界事件或循环；请删除",
    "sub-process-start": "子流程应有不带触发条件的开始事件；请更正",
    "start-form": "只有流程的普通开始事件可以有表单；请移走",
    "startable-by": "可发起的组只能写在流程、事件子流程的消息开始事件，或即席子流程及其可选活动上；请移走",
    # activities
    "ad-hoc": "即席子流程中没有可选择的活动，或画了开始、结束事件；请按提示更正",
    "quantity": "数量应为从 1 起的整数；请更正",
    "task-definition": "没有指定由谁处理；请在 zeebe:taskDefinition 中填写处理程序",
    "script-language": "脚本只能用 FEEL 书写；请改写",
    "script-missing": "脚本任务没有脚本；请填写",
    "called-element": "调用活动没有指定流程；请填写 calledElement 或 zeebe:calledElement 的 processId",
    "multi-instance": "多实例没有说明次数或集合，或汇总方式不完整；请补全",
    "standard-loop": "循环没有条件也没有上限；请补上",
    "behavior-event": "多实例的 behavior 与其事件不完整或不能由循环抛出；请更正",
    "data-association": "数据关联没有说明复制什么值；请给出一个来源、一个转换或赋值",
    "data-name": "同一作用域中有两个同名的数据对象；请改名",
    "mapping-target": "映射的目标应为普通变量名；请更正",
    "instantiate": "启动流程的接收任务不能有进入连线、不能在子流程中、不能循环；请更正",
}

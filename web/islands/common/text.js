/**
 * bpmn-js draws SVG text with an inline font of its own. Without this a Chinese page gets whatever
 * face the system substitutes for Arial (a brush face on some).
 */
const fontFamily = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", Arial, sans-serif';

export const textRenderer = {
  defaultStyle: { fontFamily, fontSize: 12 },
  externalStyle: { fontFamily, fontSize: 12 }
};

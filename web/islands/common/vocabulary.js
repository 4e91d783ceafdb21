/** The extension vocabularies a diagram may use: Zeebe's, and ours (bpmn/vocabulary.py reads the same names). */
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import liye from '../../../bpmn/schema/liye.moddle.json';

export const moddleExtensions = { zeebe, liye };

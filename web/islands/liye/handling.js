/** Groups about how a step is handled: for somebody else, together with others, and what is sent round with it. */
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { ownerOf } from './extension.js';
import { choice, feel, text } from './fields.js';
import { limitFault, rows } from './groups.js';

/** What somebody may do who acts for another; of a process only how long its tasks may lie unopened. */
export function proxies(element, injector) {
  const { policies = [], groups = [] } = injector.get('catalogue'), t = injector.get('translate');
  const ofProcess = is(ownerOf(element), 'bpmn:Process');
  const after = field => text(field('after', {
    label: 'Deputy asked after', options: policies, check: limitFault(policies),
    hint: 'How long it may lie unopened; left empty: as the policy says'
  }));
  return rows(element, injector, {
    id: 'proxy', type: 'liye:Proxy', on: [ 'bpmn:UserTask', 'bpmn:Process' ], label: 'Acting for others', single: true,
    name: word => t(word.get('sign') === 'true' ? 'A signature' : 'Acting for others'),
    first: () => ofProcess ? { after: '1WD' } : { sign: 'true' },
    fields: field => ofProcess ? [ after(field) ] : [
      choice(field('sign', { label: 'A signature', none: 'no', options: [ { key: 'true', label: t('yes: only proxies who may sign') } ] })),
      feel(field('except', { label: 'Nobody acts for or instead of', hint: 'People: own interest, own draft, own extension' })),
      text(field('only', { label: 'Only these act for others', options: groups, hint: 'Groups or people, separated by commas' })),
      after(field)
    ]
  });
}

/** To whom the matter is sent by itself, to read or as a copy. */
export function circulations(element, injector) {
  const { policies = [], groups = [] } = injector.get('catalogue'), t = injector.get('translate');
  const fault = limitFault(policies);
  return rows(element, injector, {
    id: 'circulate', type: 'liye:Circulate', on: [ 'bpmn:Activity' ], label: 'Sent round by itself',
    name: word => word.get('to'),
    first: () => ({ to: groups[0]?.key || '=starter()' }),
    fields: field => [
      text(field('to', { label: 'To', needed: true, options: groups, hint: 'Units, people or groups, separated by commas; or an expression that begins with =' })),
      choice(field('kind', { label: 'As', none: 'something to read', options: [ { key: 'copy', label: t('a copy') } ] })),
      choice(field('on', { label: 'Sent', none: 'when the step is done', options: [ { key: 'open', label: t('when the step opens') } ] })),
      text(field('limit', {
        label: 'To be read within', options: [ ...policies, { key: 'none', label: t('without a limit') } ],
        check: (value, translate) => value === 'none' ? null : fault(value, translate), hint: 'Left empty: as the policy says'
      })),
      feel(field('text', { label: 'What is said with it' })),
      choice(field('inTurn', { label: 'Order', none: 'all at once', options: [ { key: 'true', label: t('one after another') } ] }))
    ]
  });
}

/** Several tasks of the step may be approved at once: which answer approves, and where the opinion goes. */
export function bulks(element, injector) {
  const t = injector.get('translate');
  return rows(element, injector, {
    id: 'bulk', type: 'liye:Bulk', on: [ 'bpmn:UserTask' ], label: 'Handled together', single: true,
    name: word => [ word.get('field'), word.get('agree') ].filter(Boolean).join(' = ') || t('Handled together'),
    first: () => ({ opinion: 'opinion' }),
    fields: field => [
      text(field('field', { label: 'Field of the decision', hint: 'Left empty: there is nothing to decide' })),
      text(field('agree', { label: 'Answer that approves' })),
      text(field('opinion', { label: 'Field of the opinion', hint: 'Left empty: it takes none' }))
    ]
  });
}

import LiyePropertiesProvider from './provider.js';
import LiyeReferences from './references.js';

export const liyeModule = catalogue => ({
  __init__: [ 'liyePropertiesProvider', 'liyeReferences' ],
  catalogue: [ 'value', catalogue ],
  liyePropertiesProvider: [ 'type', LiyePropertiesProvider ],
  liyeReferences: [ 'type', LiyeReferences ]
});

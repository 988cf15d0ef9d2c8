import { assembleInstances } from './assemble-instances.js';
import { cutOutClicks } from './cut-out-clicks.js';
import { saveInstances } from './save-instances.js';
import { tensorBoardImageHandler } from './tensor-board-image-handler.js';

/** What this bundle adds to medbundle. `__init__.py` beside it is the same for MONAI. */
export const components = [assembleInstances, cutOutClicks, saveInstances, tensorBoardImageHandler];

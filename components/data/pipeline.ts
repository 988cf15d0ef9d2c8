import { type Recipe, recipeOf } from '../../engine/registry/recipe.js';
import { registry } from '../../engine/registry/registry.js';
import { Instance } from '../../engine/registry/schema.js';
import { Compose, type Step } from '../transforms/compose.js';
import { isTransform } from '../transforms/transform.js';
import { workerRegistry } from './worker-registry.js';

/** What data sets take as `transform`. */
export type Transforms = Step | readonly Step[] | null;

/** The schema of a data set's `transform`. */
export const TransformArgument = Instance<Transforms>(
  'a transform, or a list of them',
  (value) => value === null || (Array.isArray(value) ? value.every(isStep) : isStep(value)),
  {
    default: null,
    description: 'The transform of each sample; a list is composed. Without one samples stay as they are.',
  },
);

function isStep(value: unknown): boolean {
  return typeof value === 'function' || isTransform(value);
}

/** The transform as a pipeline, as MONAI's data sets wrap it. */
export function asPipeline(transform: Transforms): Compose {
  if (transform instanceof Compose) return transform;
  if (transform === null) return new Compose([]);
  return new Compose(isList(transform) ? transform : [transform]);
}

function isList(transform: Step | readonly Step[]): transform is readonly Step[] {
  return Array.isArray(transform);
}

/** How a worker thread makes the pipeline again, or why it cannot. */
export function pipelineRecipe(pipeline: Compose): Recipe | { readonly why: string } {
  const own = recipeOf(pipeline);
  if (own) return known(own);
  const steps: Recipe[] = [];
  for (const step of pipeline.transforms) {
    if (!isTransform(step)) return { why: `the transform "${step.name || 'function'}" is a function` };
    const recipe = recipeOf(step);
    if (!recipe) return { why: explain(step) };
    steps.push(recipe);
  }
  return known({
    target: 'monai.transforms.Compose',
    arguments: { transforms: { kind: 'list', items: steps.map((recipe) => ({ kind: 'recipe', recipe })) } },
  });
}

function explain(step: object): string {
  if (step instanceof Compose) {
    const inner = pipelineRecipe(step);
    if ('why' in inner) return inner.why;
  }
  return `the transform ${step.constructor.name} holds a function, or was made in code rather than by a config`;
}

/** Worker threads know the components that ship with medbundle, not those that a program registered itself. */
function known(recipe: Recipe): Recipe | { readonly why: string } {
  const stranger = targets(recipe).find((target) => {
    const shipped = workerRegistry().find(target);
    const here = registry.find(target);
    return !shipped || (here !== undefined && here !== shipped);
  });
  return stranger === undefined ? recipe : { why: `the component ${stranger} was registered in this process` };
}

function targets(recipe: Recipe): string[] {
  const inner = (ingredient: Recipe['arguments'][string]): string[] => {
    switch (ingredient.kind) {
      case 'recipe':
        return targets(ingredient.recipe);
      case 'list':
        return ingredient.items.flatMap(inner);
      case 'mapping':
        return Object.values(ingredient.entries).flatMap(inner);
      default:
        return [];
    }
  };
  return [recipe.target, ...Object.values(recipe.arguments).flatMap(inner)];
}

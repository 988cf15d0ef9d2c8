import type { Expression, Parameter } from './ast.js';
import { parseExpressionNode } from './expressions.js';
import { syntaxError } from './syntax-error.js';
import type { TokenStream } from './token-stream.js';

/** The lambda that is next. */
export function parseLambda(stream: TokenStream): Expression {
  const { start } = stream.take();
  const parameters = parseParameters(stream);
  if (!stream.accept(':')) stream.refuse("expected ':'");
  if (stream.is('yield')) syntaxError('invalid syntax', stream.next.start, { end: stream.next.end });
  const body = parseExpressionNode(stream);
  stream.bindsNames = true;
  return { kind: 'lambda', parameters, body, locals: new Set(), start, end: body.end };
}

function parseParameters(stream: TokenStream): Parameter[] {
  const parameters: Parameter[] = [];
  let kind: Parameter['kind'] = 'positional';
  let slash = false;
  while (!stream.is(':')) {
    const { start, end } = stream.next;
    if (parameters.at(-1)?.kind === 'keywords') {
      syntaxError('arguments cannot follow var-keyword argument', start, { end });
    }
    if (stream.accept('/')) {
      if (slash || kind !== 'positional') stream.refuse(slash ? '/ may appear only once' : '/ must be ahead of *');
      if (parameters.length === 0) syntaxError('at least one argument must precede /', start, { end });
      slash = true;
      parameters.splice(
        0,
        parameters.length,
        ...parameters.map((one) => ({ ...one, kind: 'positional-only' as const })),
      );
    } else if (stream.accept('**')) {
      add(parameters, parseParameter(stream, 'keywords'));
      if (stream.is('=')) stream.refuse('var-keyword argument cannot have default value');
    } else if (stream.accept('*')) {
      if (kind === 'keyword-only') syntaxError('* argument may appear only once', start, { end });
      kind = 'keyword-only';
      if (stream.next.kind === 'name') add(parameters, parseParameter(stream, 'variadic'));
      else if (!stream.is(',') || stream.ahead(1).kind !== 'name') {
        syntaxError('named arguments must follow bare *', start, { end });
      }
      if (stream.is('=')) stream.refuse('var-positional argument cannot have default value');
    } else {
      const parameter = parseParameter(stream, kind);
      const isRequired = kind === 'positional' && !parameter.default;
      if (isRequired && parameters.some((one) => one.default)) {
        syntaxError('non-default argument follows default argument', start, { end });
      }
      add(parameters, parameter);
    }
    if (!stream.accept(',')) break;
  }
  return parameters;
}

function parseParameter(stream: TokenStream, kind: Parameter['kind']): Parameter {
  const { kind: token, text, start, end } = stream.next;
  if (token !== 'name') stream.refuse();
  if (text === '__debug__') syntaxError('cannot assign to __debug__', start, { end });
  stream.take();
  const hasDefault = (kind === 'positional' || kind === 'keyword-only') && stream.accept('=');
  return { name: text, kind, default: hasDefault ? parseExpressionNode(stream) : undefined, start, end };
}

function add(parameters: Parameter[], parameter: Parameter): void {
  if (parameters.some(({ name }) => name === parameter.name)) {
    syntaxError(`duplicate argument '${parameter.name}' in function definition`, parameter.start, {
      end: parameter.end,
    });
  }
  parameters.push(parameter);
}

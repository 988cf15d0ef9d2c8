import type { BackendFinding, Diagnosis } from '../../doctor/diagnosis.js';
import type { Colours } from './colours.js';

/** What the doctor found, for people. */
export function formatDiagnosis(diagnosis: Diagnosis, colours: Colours): string {
  const { medbundle, node, processor, memory, devices, backends, packages, ready } = diagnosis;
  const lines: string[] = [];
  const fact = (name: string, text: string): void => {
    lines.push(`${colours.dim(name.padEnd(11))} ${text}`);
  };
  fact('medbundle', medbundle);
  fact('Node.js', `${node.version}, ${node.platform}${node.supported ? '' : colours.red('  too old: 20 is needed')}`);
  const { cores, threads } = processor;
  fact('processor', `${processor.model}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${threads} to use`);
  if (processor.features.length > 0) fact('', processor.features.join(', '));
  const limit = memory.limit === undefined ? '' : `, at most ${gigabytes(memory.limit)} for this process`;
  fact('memory', `${gigabytes(memory.total)}, ${gigabytes(memory.free)} free${limit}`);
  if (devices.length === 0) fact('GPU', colours.dim('no NVIDIA driver; for others see webgpu'));
  for (const [index, device] of devices.entries()) fact(index === 0 ? 'GPU' : '', device);
  lines.push('', colours.bold('backends'));
  for (const finding of backends) lines.push(...backendLines(finding, colours));
  lines.push('', colours.bold('optional packages'));
  for (const { name, version, use } of packages) {
    const state = version === undefined ? colours.dim('not installed') : version;
    lines.push(`  ${name.padEnd(33)} ${state.padEnd(14)} ${colours.dim(use)}`);
  }
  const standard = backends.find(({ isDefault }) => isDefault)?.name ?? '';
  const verdict = ready ? colours.green(`ready: runs use ${standard}`) : colours.red('not ready: see above');
  return `${[...lines, '', verdict].join('\n')}\n`;
}

function backendLines(finding: BackendFinding, colours: Colours): string[] {
  const name = `${finding.isDefault ? '*' : ' '} ${colours.cyan(finding.name.padEnd(11))}`;
  switch (finding.state) {
    case 'works': {
      const { description, difference, milliseconds } = finding;
      const agreement =
        finding.name === 'cpu'
          ? 'what the others are compared with'
          : `agrees with cpu to ${difference.toExponential(0)}`;
      return [`${name} ${description}; ${agreement}; test step ${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`];
    }
    case 'absent':
      return [
        `${name} ${colours.dim(`absent: ${finding.why}`)}`,
        `${' '.repeat(14)}${colours.green('fix')} ${finding.fix}`,
      ];
    case 'broken':
      return [
        `${name} ${colours.red(`broken: ${finding.why}`)}`,
        `${' '.repeat(14)}${colours.green('fix')} ${finding.fix}`,
      ];
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** Whether a name stands for the workflow that a config describes, as no name does. */
export function isConfigWorkflow(name: string | undefined): boolean {
  return name === undefined || /^(?:monai\.bundle\.(?:workflows\.)?)?ConfigWorkflow$/.test(name);
}

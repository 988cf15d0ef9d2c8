/** The Python half of `medbundle bench`: it is given a job as JSON, and answers with one line. */
export const monaiProgram = `
import contextlib, json, logging, statistics, sys, time
import torch
from monai.bundle import ConfigParser, ConfigWorkflow
logging.disable(logging.CRITICAL)
job = json.loads(sys.argv[1])
if job["threads"]:
    torch.set_num_threads(job["threads"])
amp = job["precision"] == "amp"
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")

def timed(work, warm):
    for _ in range(warm):
        work()
    seconds, begun = [], time.perf_counter()
    while len(seconds) < 3 or (len(seconds) < 25 and time.perf_counter() - begun < 2):
        start = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)

def files(value):
    return [one for text in ([value] if isinstance(value, str) else value) for one in text.split(",")]

parser = ConfigParser()
parser.read_config(files(job["configFile"]))
parser.update(job["overrides"])
name = job["netId"] or next(one for one in ("network_def", "network", "net") if one in parser.get())
network = parser.get_parsed_content(name).to(device).eval()
image = torch.rand(job["inputShape"], device=device)
half = torch.bfloat16 if device.type == "cpu" else torch.float16

def forward():
    with torch.no_grad(), torch.autocast(device.type, half) if amp else contextlib.nullcontext():
        network(image)

model = timed(forward, 2)
end, problem = None, None
try:
    overrides = dict(job["overrides"])
    if "output_dir" in parser.get():
        overrides["output_dir"] = job["output"]
    if "amp" in parser.get():
        overrides["amp"] = amp
    workflow = ConfigWorkflow(
        config_file=files(job["configFile"]), meta_file=job["metaFile"], logging_file=False, workflow_type="infer", **overrides)
    workflow.initialize()
    def run():
        with contextlib.redirect_stdout(sys.stderr):
            workflow.run()
    end = timed(run, 1)
except BaseException as error:
    problem = f"{type(error).__name__}: {error}".splitlines()[0]
description = f"PyTorch {torch.__version__} on {device.type}, {torch.get_num_threads()} threads, tuned allocator"
answer = {"description": description, "model": model, "endToEnd": end}
if problem:
    answer["problem"] = problem
print("medbundle-bench", json.dumps(answer), flush=True)
`;

import numpy as np
import torch
from ignite.engine import Events
from torch.utils.tensorboard import SummaryWriter


class TensorBoardImageHandler:
    """Shows the first items of an epoch's last batch in TensorBoard: picture with the label's outline, label, prediction,
    click, and clicks on others, side by side."""

    def __init__(
        self, summary_writer=None, log_dir="./runs", tag_name="val", interval=1, batch_transform=lambda x: x,
        output_transform=lambda x: x, batch_limit=1, device=None,
    ):
        self.writer = summary_writer or SummaryWriter(log_dir=log_dir)
        self.tag_name, self.interval, self.batch_limit = tag_name, interval, batch_limit
        self.batch_transform, self.output_transform = batch_transform, output_transform

    def attach(self, engine):
        engine.add_event_handler(Events.EPOCH_COMPLETED(every=self.interval), self)

    def __call__(self, engine):
        batch = self.batch_transform(engine.state.batch)[: self.batch_limit]
        output = self.output_transform(engine.state.output)
        for i, (item, result) in enumerate(zip(batch, output)):
            image = torch.as_tensor(item["image"]).float().cpu().numpy()
            label, pred = (torch.as_tensor(result[key]).float().cpu().numpy()[0] > 0 for key in ("label", "pred"))
            picture = np.clip((image[:3] + 1) / 2, 0, 1)
            panels = [picture, *(np.repeat(m[None].astype(np.float32), 3, 0) for m in (label, pred, image[3] > 0, image[4] > 0))]
            self.writer.add_image(f"{self.tag_name}/{i}", np.concatenate(panels, axis=2).swapaxes(1, 2), engine.state.epoch)

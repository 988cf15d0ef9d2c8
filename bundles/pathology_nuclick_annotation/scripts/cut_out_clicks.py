import logging

import numpy as np
import torch
from monai.apps.nuclick.transforms import AddClickSignalsd

logger = logging.getLogger("scripts.CutOutClicksd")


class CutOutClicksd:
    """Cuts the patch of each click out of an image [C, W, H] of any size, as AddClickSignalsd does.

    The image becomes [clicks, C + 2, patch_size, patch_size]; added are `bounding_boxes` ([x0, y0, x1, y1], which may reach
    beyond an image that is smaller than a patch: its edge is repeated there), `click_numbers` (1 for the first click),
    `img_width` and `img_height`. Clicks outside of the image are left out, with a warning. Without any click there is one
    empty patch and no box.
    """

    def __init__(self, image="image", foreground="foreground", patch_size=128):
        self.image, self.foreground, self.patch_size = image, foreground, patch_size
        self.cut = AddClickSignalsd(image=image, foreground=foreground, bb_size=patch_size)

    def __call__(self, data):
        d = dict(data)
        image = torch.as_tensor(d[self.image])
        channels, width, height = image.shape
        clicks = list(d[self.foreground] or [])
        inside = [-1 < x < width and -1 < y < height for x, y in clicks]
        if not all(inside):
            file = d.get(f"{self.image}_meta_dict", {}).get("filename_or_obj", "image")
            left = ", ".join(f"{i + 1} at {list(click)}" for i, click in enumerate(clicks) if not inside[i])
            logger.warning(f"{file}: outside of the {width}×{height} pixels, left out: click {left}")
        added = {
            "click_numbers": [i + 1 for i, is_inside in enumerate(inside) if is_inside],
            "img_width": width,
            "img_height": height,
        }
        if not any(inside):
            empty = torch.zeros((1, channels + 2, self.patch_size, self.patch_size))
            return {**d, self.image: empty, "bounding_boxes": [], **added}
        missing = [(0, 0), *((0, max(0, self.patch_size - extent)) for extent in (width, height))]
        if any(after for _, after in missing):
            image = torch.as_tensor(np.pad(np.asarray(image), missing, mode="edge"))
        kept = [click for click, is_inside in zip(clicks, inside) if is_inside]
        return {**self.cut({**d, self.image: image, self.foreground: kept}), self.foreground: clicks, **added}

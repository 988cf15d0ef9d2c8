import numpy as np
import torch
from monai.transforms import KeepLargestConnectedComponent, MapTransform


class AssembleInstancesd(MapTransform):
    """Puts the patches around the clicks back into the image.

    Input, per key: probabilities, [clicks, 1, w, h]; `bounding_boxes`, one [x0, y0, x1, y1] a click, and `click_numbers`.
    Output: [1, W, H], uint16: 0 background, else the number of the nucleus' click. Of each patch the largest component above
    the threshold counts; where nuclei overlap, the more probable one wins. What lies beyond the image is cut off.
    """

    def __init__(
        self, keys, bounding_boxes="bounding_boxes", numbers="click_numbers", width="img_width", height="img_height",
        threshold=0.5,
    ):
        super().__init__(keys)
        self.bounding_boxes, self.numbers, self.width, self.height = bounding_boxes, numbers, width, height
        self.threshold = threshold
        self.keep_largest = KeepLargestConnectedComponent()

    def __call__(self, data):
        d = dict(data)
        boxes = np.asarray(d[self.bounding_boxes]).reshape(-1, 4)
        numbers = d.get(self.numbers, range(1, len(boxes) + 1))
        for key in self.keys:
            instances = np.zeros((int(d[self.width]), int(d[self.height])), np.uint16)
            best = np.zeros(instances.shape, np.float32)
            for patch, (x0, y0, x1, y1), number in zip(torch.as_tensor(d[key]).float().cpu(), boxes, numbers):
                mask = self.keep_largest((patch > self.threshold).float())[0].numpy() > 0
                x1, y1 = min(x1, instances.shape[0]), min(y1, instances.shape[1])
                mask, probability = mask[: x1 - x0, : y1 - y0], patch[0].numpy()[: x1 - x0, : y1 - y0]
                wins = mask & (probability > best[x0:x1, y0:y1])
                instances[x0:x1, y0:y1][wins] = number
                best[x0:x1, y0:y1][wins] = probability[wins]
            d[key] = instances[None]
        return d

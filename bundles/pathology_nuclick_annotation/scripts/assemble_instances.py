import numpy as np
import torch
from monai.transforms import KeepLargestConnectedComponent, MapTransform


class AssembleInstancesd(MapTransform):
    """Puts the patches around the clicks back into the image.

    Input, per key: probabilities, [clicks, 1, w, h]; `bounding_boxes`, one [x0, y0, x1, y1] a click.
    Output: [1, W, H], uint16: 0 background, i + 1 the nucleus of click i. Of each patch the largest component above the
    threshold counts; where nuclei overlap, the more probable one wins.
    """

    def __init__(self, keys, bounding_boxes="bounding_boxes", width="img_width", height="img_height", threshold=0.5):
        super().__init__(keys)
        self.bounding_boxes, self.width, self.height = bounding_boxes, width, height
        self.threshold = threshold
        self.keep_largest = KeepLargestConnectedComponent()

    def __call__(self, data):
        d = dict(data)
        boxes = np.asarray(d[self.bounding_boxes])
        for key in self.keys:
            instances = np.zeros((int(d[self.width]), int(d[self.height])), np.uint16)
            best = np.zeros(instances.shape, np.float32)
            for i, patch in enumerate(torch.as_tensor(d[key]).float().cpu()):
                mask = self.keep_largest((patch > self.threshold).float())[0].numpy() > 0
                x0, y0, x1, y1 = (int(v) for v in boxes[i])
                probability = patch[0].numpy()
                wins = mask & (probability > best[x0:x1, y0:y1])
                instances[x0:x1, y0:y1][wins] = i + 1
                best[x0:x1, y0:y1][wins] = probability[wins]
            d[key] = instances[None]
        return d

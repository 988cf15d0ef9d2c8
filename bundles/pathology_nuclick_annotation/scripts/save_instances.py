from pathlib import Path

import numpy as np
import torch
from monai.transforms import MapTransform
from PIL import Image

COLOURS = [(230, 25, 75), (60, 180, 75), (255, 225, 25), (0, 130, 200), (245, 130, 48), (70, 240, 240), (240, 50, 230), (210, 245, 60)]


class SaveInstancesd(MapTransform):
    """Writes `<image>_instances.png` (16 bit, pixel = instance number) and `<image>_overlay.png` (outlines on the picture)."""

    def __init__(self, keys, picture="picture", meta_keys="image_meta_dict", output_dir="./eval"):
        super().__init__(keys)
        self.picture, self.meta_key, self.output_dir = picture, meta_keys, Path(output_dir)

    def __call__(self, data):
        self.output_dir.mkdir(parents=True, exist_ok=True)
        for key in self.keys:
            picture = np.ascontiguousarray(torch.as_tensor(data[self.picture]).cpu().numpy()[:3].astype(np.uint8).T)
            instances = np.ascontiguousarray(data[key][0].T)[: picture.shape[0], : picture.shape[1]]
            name = self.output_dir / Path(data[self.meta_key]["filename_or_obj"]).stem
            Image.fromarray(instances.astype(np.uint16)).save(f"{name}_instances.png")
            inside = np.ones(instances.shape, bool)
            inside[1:] &= instances[1:] == instances[:-1]
            inside[:-1] &= instances[:-1] == instances[1:]
            inside[:, 1:] &= instances[:, 1:] == instances[:, :-1]
            inside[:, :-1] &= instances[:, :-1] == instances[:, 1:]
            outline = (instances > 0) & ~inside
            picture[outline] = np.asarray(COLOURS, np.uint8)[(instances[outline] - 1) % len(COLOURS)]
            Image.fromarray(picture).save(f"{name}_overlay.png")
        return data

"""What MONAI's LoadImage reads from small files of many kinds, and what its SaveImage writes.

    python scripts/parity/transforms_files.py test/fixtures/parity/transforms
"""

import base64
import io
import json
import logging
import os
import struct
import sys
import tempfile
import warnings
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import torch
from array_json import array_json
from monai.transforms import LoadImaged, SaveImage

random = np.random.RandomState(5)
smooth = (np.indices((13, 10)).sum(0) * 9 % 256).astype(np.uint8)
rgb = np.stack([smooth, 255 - smooth, random.randint(0, 256, (13, 10)).astype(np.uint8)], -1)
rgba = np.concatenate([rgb, random.randint(0, 256, (13, 10, 1)).astype(np.uint8)], -1)
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed(pixels, depth):
    """Rows [H, W, samples] as bytes."""
    rows = pixels.reshape(pixels.shape[0], -1)
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in rows]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in rows]
    bits = np.unpackbits(rows.astype(np.uint8)[..., None], axis=-1)[..., -depth:].reshape(rows.shape[0], -1)
    return [np.packbits(row).tobytes() for row in bits]


def filtered(rows, bpp, kinds):
    """Rows with PNG's filters, taking turns."""
    out, above = b"", bytes(len(rows[0]) if rows else 0)
    for index, row in enumerate(rows):
        kind = kinds[index % len(kinds)]
        line = bytearray()
        for at, value in enumerate(row):
            left = row[at - bpp] if at >= bpp else 0
            up = above[at]
            corner = above[at - bpp] if at >= bpp else 0
            estimate = left + up - corner
            nearest = min((abs(estimate - left), 0, left), (abs(estimate - up), 1, up), (abs(estimate - corner), 2, corner))[2]
            line.append((value - [0, left, up, (left + up) // 2, nearest][kind]) & 255)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


def png(pixels, depth, colour, kinds=(0, 1, 2, 3, 4), interlaced=False, extra=b"", parts=1):
    pixels = np.atleast_3d(pixels)
    height, width, samples = pixels.shape
    bpp = max(1, samples * depth // 8)
    if interlaced:
        raw = b"".join(filtered(packed(part, depth), bpp, kinds) for x, y, dx, dy in PASSES if (part := pixels[y::dy, x::dx]).size)
    else:
        raw = filtered(packed(pixels, depth), bpp, kinds)
    body = zlib.compress(raw)
    cuts = [len(body) * part // parts for part in range(parts + 1)]
    data = b"".join(chunk(b"IDAT", body[a:b]) for a, b in zip(cuts, cuts[1:]))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + data + chunk(b"IEND", b"")


def saved(array, form, mode=None, **options):
    buffer = io.BytesIO()
    image = PIL.Image.fromarray(array)
    (image.convert(mode) if mode else image).save(buffer, form, **options)
    return buffer.getvalue()


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def bits(depth, *shape):
    return random.randint(0, 2**depth, shape)


palette = chunk(b"PLTE", bytes(random.randint(0, 256, 48).astype(np.uint8)))
gamma = chunk(b"gAMA", struct.pack(">I", 100000))
grey_key, colour_key = chunk(b"tRNS", struct.pack(">H", 9)), chunk(b"tRNS", struct.pack(">HHH", *rgb[0, 0].tolist()))
FILES = {
    "rgb.png": png(rgb, 8, 2),
    "rgb paeth.png": png(rgb, 8, 2, kinds=(4,), parts=3),
    "rgb average.png": png(rgb, 8, 2, kinds=(3,)),
    "rgb sub.png": png(rgb, 8, 2, kinds=(1,)),
    "rgb key.png": png(rgb, 8, 2, extra=gamma + colour_key),
    "grey.png": png(smooth, 8, 0),
    "grey key.png": png(smooth, 8, 0, extra=grey_key),
    "grey alpha.png": png(rgb[..., :2], 8, 4),
    "rgba.png": png(rgba, 8, 6),
    "palette.png": png(bits(4, 13, 10), 8, 3, extra=palette),
    "palette 4.png": png(bits(4, 13, 9), 4, 3, extra=palette),
    "palette 2.png": png(bits(2, 13, 9), 2, 3, extra=palette),
    "palette 1.png": png(bits(1, 13, 9), 1, 3, extra=palette),
    "grey 1.png": png(bits(1, 13, 9), 1, 0),
    "grey 2.png": png(bits(2, 13, 9), 2, 0),
    "grey 4.png": png(bits(4, 13, 9), 4, 0),
    "grey 16.png": png(bits(16, 13, 9), 16, 0),
    "rgb 16.png": png(bits(16, 13, 9, 3), 16, 2),
    "grey alpha 16.png": png(bits(16, 13, 9, 2), 16, 4),
    "rgba 16.png": png(bits(16, 13, 9, 4), 16, 6),
    "interlaced.png": png(rgb, 8, 2, interlaced=True),
    "interlaced 1.png": png(bits(1, 13, 9), 1, 0, interlaced=True),
    "interlaced 4.png": png(bits(4, 3, 2), 4, 3, interlaced=True, extra=palette),
    "interlaced 16.png": png(bits(16, 13, 9), 16, 0, interlaced=True),
    "one pixel.png": png(rgb[:1, :1], 8, 2),
    "pillow.png": saved(rgb, "PNG"),
    "rgb.bmp": saved(rgb, "BMP"),
    "grey.bmp": saved(smooth, "BMP"),
    "palette.bmp": saved(rgb, "BMP", "P"),
    "rgb.jpg": saved(rgb, "JPEG", quality=90),
    "rgb 444.jpeg": saved(rgb, "JPEG", quality=95, subsampling=0),
    "progressive.jpg": saved(rgb, "JPEG", progressive=True),
    "grey.jpg": saved(smooth, "JPEG"),
    "rgb.tif": saved(rgb, "TIFF"),
    "lzw.tiff": saved(rgb, "TIFF", compression="tiff_lzw"),
    "rgba.tif": saved(rgba, "TIFF"),
    "grey.tif": saved(smooth, "TIFF"),
    "bits.tif": saved(smooth > 100, "TIFF"),
    "float.tif": saved(smooth.astype(np.float32) / 7, "TIFF"),
    "grey 16.tif": saved(smooth.astype(np.uint16) * 257, "TIFF"),
    "int.tif": saved(smooth.astype(np.int32) * 1000 - 70000, "TIFF"),
    **{f"{kind}.npy": npy((random.rand(3, 4) * 100).astype(kind)) for kind in ["uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "float16", "float32", "float64", ">i4", ">f8", "bool"]},
    "fortran.npy": npy(np.asfortranarray(random.randint(0, 9, (2, 3, 4)))),
    "scalar row.npy": npy(np.arange(5)),
    "two.npz": npz(a=np.arange(6).reshape(2, 3), b=np.arange(6, 12).reshape(2, 3)),
}

LOADS = [
    *[(name, {"dtype": "float64" if name[0] == ">" or name.startswith("float16") else None}, name) for name in FILES],
    ("bundle, colour", {"dtype": "uint8", "image_only": False}, "rgb.png"),
    ("bundle, grey", {"dtype": "uint8", "image_only": False}, "grey.png"),
    ("16 bits as uint8", {"dtype": "uint8"}, "grey 16.png"),
    ("default", {}, "rgb.png"),
    ("channel first", {"ensure_channel_first": True, "image_only": False}, "rgba.png"),
    ("channel first, grey", {"ensure_channel_first": True}, "grey.jpg"),
    ("several", {"dtype": "uint8"}, ["rgb.png", "rgb key.png"]),
    ("several grey", {"dtype": "uint8", "ensure_channel_first": True}, ["grey.png", "grey key.png", "grey.png"]),
    ("not reversed", {"dtype": "uint8", "reverse_indexing": False}, "rgb.png"),
    ("reader by name", {"dtype": None, "reader": "PILReader"}, "rgb.png"),
    ("reader that cannot", {"dtype": None, "reader": "NumpyReader"}, "rgb.png"),
    ("npy channels", {"reader": "NumpyReader", "channel_dim": 1, "ensure_channel_first": True}, "fortran.npy"),
    ("npz key", {"dtype": None, "reader": "monai.data.NumpyReader", "npz_keys": "b"}, "two.npz"),
    ("pruned", {"prune_meta_pattern": "^(width|mode)$", "simple_keys": True, "image_only": False}, "rgb.png"),
    ("dots in the path", {"dtype": "uint8"}, "./rgb.png"),
    ("converted to grey", {"dtype": None, "converter": "L"}, "rgb.png"),
    ("converted to colour", {"dtype": None, "converter": "RGB"}, "palette.png"),
    ("converted from bits", {"dtype": None, "converter": "RGB"}, "grey 1.png"),
    ("converted to rgba", {"dtype": None, "converter": "RGBA"}, "grey alpha.png"),
]

SAVES = [
    ("mask", {"output_ext": ".png"}, (random.rand(1, 9, 7) > 0.5).astype(np.float32), {"filename_or_obj": "/data/a/case_1.png", "spatial_shape": [9, 7]}),
    ("scaled", {"output_ext": ".png", "scale": 255, "output_postfix": "seg"}, random.rand(1, 9, 7).astype(np.float32) * 1.2 - 0.1, {"filename_or_obj": "b.jpg"}),
    ("colour", {"output_ext": "png", "separate_folder": False}, random.rand(3, 9, 7).astype(np.float32) * 255, {"filename_or_obj": "x/y/c.tar.gz"}),
    ("colour with alpha", {"output_ext": ".png", "output_postfix": ""}, random.randint(0, 256, (4, 9, 7)).astype(np.uint8), {"filename_or_obj": "d.png"}),
    ("grey with alpha", {"output_ext": ".png"}, random.randint(0, 256, (2, 9, 7)).astype(np.uint8), {"filename_or_obj": "e.png", "patch_index": 3}),
    ("16 bits", {"output_ext": ".png", "scale": 65535, "output_dtype": "uint16"}, random.rand(1, 9, 7).astype(np.float32), {"filename_or_obj": "f.png"}),
    ("no channel", {"output_ext": ".png", "channel_dim": None}, random.randint(0, 256, (9, 7)).astype(np.uint8), {"filename_or_obj": "g.png"}),
    ("channel told by the shape", {"output_ext": ".png"}, random.randint(0, 256, (9, 7)).astype(np.uint8), {"filename_or_obj": "g.png", "spatial_shape": [9, 7]}),
    ("volume", {"output_ext": ".png"}, random.randint(0, 256, (1, 9, 7, 4)).astype(np.uint8), {"filename_or_obj": "h.png"}),
    ("numbered", {"output_ext": ".png"}, random.randint(0, 256, (1, 9, 7)).astype(np.uint8), {}),
    ("folders", {"output_ext": ".png", "data_root_dir": "/data/set"}, random.randint(0, 256, (1, 5, 4)).astype(np.uint8), {"filename_or_obj": "/data/set/x/y/i.png"}),
    ("resized", {"output_ext": ".png", "resample": True}, random.randint(0, 256, (1, 9, 7)).astype(np.uint8), {"filename_or_obj": "j.png", "spatial_shape": [18, 11]}),
    ("wraps", {"output_ext": ".png"}, np.array([[[-1, 256, 300, 2.9]]], np.float32), {"filename_or_obj": "k.png"}),
    ("tiff", {"output_ext": ".tif", "output_dtype": "uint8"}, random.randint(0, 256, (3, 9, 7)).astype(np.uint8), {"filename_or_obj": "l.png"}),
    ("tiff of 16 bits", {"output_ext": ".tiff", "output_dtype": "uint16"}, random.randint(0, 65536, (1, 9, 7)).astype(np.int32), {"filename_or_obj": "m.png"}),
]


def python_arguments(arguments):
    result = dict(arguments)
    for name in ("dtype", "output_dtype"):
        if isinstance(result.get(name), str):
            result[name] = np.dtype(result[name]).type
    if "converter" in result:
        mode = result["converter"]
        result["converter"] = lambda image: image.convert(mode)
    if result.get("spatial_shape"):
        result["spatial_shape"] = np.asarray(result["spatial_shape"])
    return result


def shown_meta(meta):
    def plain(value):
        value = value.tolist() if hasattr(value, "tolist") else value
        return "no_channel" if isinstance(value, float) and np.isnan(value) else getattr(value, "value", value)

    return {getattr(key, "value", key): plain(value) for key, value in meta.items()}


def load(case, arguments, path):
    tiff = any(".tif" in one for one in ([path] if isinstance(path, str) else path))
    extra = {"reader": "PILReader"} if tiff and "reader" not in arguments else {}
    output = LoadImaged("image", **python_arguments(arguments), **extra)({"image": path})
    image = output["image"]
    meta = shown_meta(output.get("image_meta_dict", image.meta))
    return {
        "case": case,
        "arguments": arguments,
        "path": path,
        "keys": sorted(output),
        # Pillow's bits are bytes of 255, which PyTorch takes over into its bool tensors.
        "expected": {"array": array_json(image != 0 if image.dtype == torch.bool else image.as_tensor()), "meta": meta},
    }


def save(case, arguments, array, meta):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        arguments = {"output_dir": "out", **arguments}
        image = dict(meta, spatial_shape=np.asarray(meta["spatial_shape"])) if "spatial_shape" in meta else meta
        SaveImage(**python_arguments(arguments), print_log=False)(array, image)
        [path] = [path for path in Path(".").rglob("*") if path.is_file()]
        with PIL.Image.open(path) as picture:
            pixels = np.asarray(picture)
        os.chdir("/")
    return {
        "case": case,
        "arguments": arguments,
        "meta": meta,
        "input": array_json(array),
        "path": str(path),
        "expected": array_json(pixels),
    }


def main(folder):
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    folder = folder.absolute()
    with tempfile.TemporaryDirectory() as here:
        os.chdir(here)
        for name, content in FILES.items():
            Path(name).write_bytes(content)
        loads = [load(*case) for case in LOADS]
        os.chdir("/")
    files = {name: base64.b64encode(content).decode("ascii") for name, content in FILES.items()}
    (folder / "LoadImage.json").write_text(json.dumps({"files": files, "cases": loads}) + "\n")
    (folder / "SaveImage.json").write_text(json.dumps([save(*case) for case in SAVES]) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

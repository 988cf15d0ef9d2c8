"""What this bundle adds to MONAI. `index.ts` beside it is the same for medbundle."""

from .assemble_instances import AssembleInstancesd
from .cut_out_clicks import CutOutClicksd
from .save_instances import SaveInstancesd
from .tensor_board_image_handler import TensorBoardImageHandler

__all__ = ["AssembleInstancesd", "CutOutClicksd", "SaveInstancesd", "TensorBoardImageHandler"]

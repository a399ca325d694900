using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Opportune.Core;
using Opportune.Runs;

namespace Opportune.Serving;

/// <summary>Sends metrics and traces to a collector (OTLP over HTTP). Nothing is measured where no endpoint is configured.</summary>
internal sealed class Exporting : IDisposable
{
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    public Exporting(TelemetrySettings settings, string program)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("opportune", serviceVersion: program, serviceInstanceId: Environment.MachineName);
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(RunTelemetry.Name, ServiceMeter.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                Aim(exporter, settings.Endpoint, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Every.TotalMilliseconds;
            }).Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(RunTelemetry.Name)
            .AddOtlpExporter(exporter => Aim(exporter, settings.Endpoint, "v1/traces")).Build();
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Aim(OtlpExporterOptions exporter, Uri endpoint, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
    }
}

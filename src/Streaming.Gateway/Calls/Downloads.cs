using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Application.ExplainModel;
using Streaming.Application.ExportDataset;
using Streaming.Application.Exporting;
using Streaming.Application.ExportLineage;
using Streaming.Application.Operations;
using Streaming.Application.ProveRecord;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Calls;

/// <summary>Sends what an operation would write into a file.</summary>
static class Downloads
{
    /// <summary>The first byte is sent when all that can be known before is right; a later fault breaks the connection off.</summary>
    public static async Task SendAsync<TRequest, TResult>(
        HttpContext http,
        Operation<TRequest, TResult> operation,
        IWrittenRequest<TRequest> request,
        OperationRunner runner
    )
    {
        // Writers of tables write as they compute.
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        var (type, name) = HeadOf(request);
        var sent = request.Into(() =>
        {
            http.Response.ContentType = type;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
            return new ResponseStream(http.Response.Body);
        });
        await runner.RunAsync(operation, sent, CallerOf.Request(http), stop: http.RequestAborted);
        await http.Response.CompleteAsync();
    }

    static (string Type, string Name) HeadOf(object request) =>
        request switch
        {
            ExportLineageRequest lineage => (MediaTypes.Of(lineage.Format), $"lineage.{EndingOf(lineage.Format)}"),
            ExportDatasetRequest dataset => (MediaTypes.Of(dataset.Format), $"dataset.{EndingOf(dataset.Format)}"),
            ExplainModelRequest => (MediaTypes.Of(ExportFormat.Csv), "explanations.csv"),
            ProveRecordRequest => (MediaTypes.Json, "evidence.json"),
            _ => throw new InvalidOperationException($"{request.GetType().Name} writes nothing that has a name here."),
        };

    static string EndingOf(ExportFormat format) => format.ToString().ToLowerInvariant();
}

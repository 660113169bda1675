using System.Net;
using System.Text;
using System.Text.Json;
using Streaming.Application.ExportDataset;
using Streaming.Application.Exporting;
using Streaming.Application.GetStatus;
using Streaming.Application.ListDatasets;
using Streaming.Application.Operations;
using Streaming.Application.TrainModel;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>What a version was trained on, over HTTP: the bytes that the command writes.</summary>
public sealed class DatasetTableTests(Services services) : IAsyncLifetime
{
    const int Hours = 300;

    static readonly DateTime Start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    readonly ShopTopology _shop = new(labels: true);
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_dataset_is_the_bytes_that_the_command_writes()
    {
        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(_shop, Enumerable.Range(0, Hours).Select(Event));
        await _gateway.PostAsync($"/v1/topologies/{_shop.Name}/labels", $"[{string.Join(',', Enumerable.Range(0, Hours).Select(Label))}]");
        await _gateway.RunAsync(new GetStatusOperation(), new GetStatusRequest(_shop.File, Wait: true, TimeSpan.FromMinutes(2)));
        await _gateway.RunAsync(new TrainModelOperation(), new TrainModelRequest { Topology = _shop.File, Trees = 5 });
        var id = (await _gateway.RunAsync(new ListDatasetsOperation(), new ListDatasetsRequest())).ShouldHaveSingleItem().Id;

        foreach (
            var (format, type) in new[]
            {
                (ExportFormat.Arrow, "application/vnd.apache.arrow.file"),
                (ExportFormat.Csv, "text/csv; charset=utf-8"),
                (ExportFormat.Parquet, "application/vnd.apache.parquet"),
            }
        )
        {
            var word = format.ToString().ToLowerInvariant();
            var file = Path.Combine(_shop.Folder, $"local.{word}");
            var local = await _gateway.RunAsync(new ExportDatasetOperation(), new ExportDatasetRequest(id, file, format));
            local.Bytes.ShouldBe(new FileInfo(file).Length);
            using var answer = await _gateway.Client.GetAsync($"/v1/datasets/{id[..8]}/table?format={word}");
            var sent = await answer.Content.ReadAsByteArrayAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(sent));
            answer.Content.Headers.ContentType!.ToString().ShouldBe(type);
            answer.Content.Headers.ContentDisposition!.ToString().ShouldBe($"attachment; filename=\"dataset.{word}\"");
            sent.ShouldBe(await File.ReadAllBytesAsync(file), word);
        }

        await _gateway.ProblemAsync("/v1/datasets/4805acc7/table?format=csv", 404);
        await _gateway.ProblemAsync($"/v1/datasets/{id}/table", 400);
        await _gateway.ProblemAsync($"/v1/datasets/{id}/table?format=xlsx", 400);
        await _gateway.ProblemAsync($"/v1/datasets/{id}/table?format=csv&file=/tmp/x", 400);
    }

    static string Event(int hour) =>
        JsonSerializer.Serialize(
            new
            {
                id = $"o{hour}",
                at = Start.AddHours(hour),
                customer = $"c{hour % 7}",
                amount = hour % 10 * 30,
            }
        );

    static string Label(int hour) =>
        JsonSerializer.Serialize(
            new
            {
                id = $"o{hour}",
                at = Start.AddHours(hour),
                known = Start.AddHours(hour + 36),
                good = hour % 10 * 30 < 150,
            }
        );
}

using System.Security.Cryptography;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.DiffDatasets;
using Streaming.Application.ExportDataset;
using Streaming.Application.Exporting;
using Streaming.Application.ListDatasets;
using Streaming.Application.Operations;
using Streaming.Application.ShowDataset;
using Streaming.Application.Tests.Setup;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Training;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Models.Datasets;
using Streaming.Topology;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Application.Tests.Datasets;

/// <summary>What a version was trained on, by id: the same bytes whenever somebody asks, and no copy of anything.</summary>
public sealed class ExportDatasetTests(DatabaseFixture database)
{
    static readonly Caller Caller = new(new Principal("ada", new HashSet<Role> { Role.Modeller, Role.Viewer }), null);

    [Fact]
    public async Task A_dataset_is_the_same_bytes_whatever_was_recorded_since()
    {
        using var folder = new TemporaryFolder();
        var postgres = await database.NewAsync();
        await using var host = DatabaseFixture.Host(postgres);
        var orders = Orders(12 * 1440);
        var first = await TrainAsync(postgres, orders.Take(10 * 1440));
        var before = await ExportAsync(host, first, Path.Combine(folder.Path, "before.arrow"));

        var second = await TrainAsync(postgres, orders.Skip(10 * 1440));
        var after = await ExportAsync(host, first[..8], Path.Combine(folder.Path, "after.arrow"));

        (after.Sha256, after.Rows, after.Id).ShouldBe((before.Sha256, 10 * 1440, first));
        (await File.ReadAllBytesAsync(after.File)).ShouldBe(await File.ReadAllBytesAsync(before.File));
        before.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(before.File))));
        await CheckRowsAsync(before.File, orders);

        var known = await RunAsync(host, new ListDatasetsOperation(), new ListDatasetsRequest());
        known.Select(d => d.Id).ShouldBe([second, first]);
        (await RunAsync(host, new ShowDatasetOperation(), new ShowDatasetRequest(second))).Versions.ShouldBe([
            new TrainedVersion("shop", 2),
        ]);
        var difference = await RunAsync(host, new DiffDatasetsOperation(), new DiffDatasetsRequest(first, second));
        difference.Ranges.Count.ShouldBe(2);
        difference.Ranges.ShouldAllBe(r => r.Earlier!.First == r.Later!.First && r.Earlier.Last < r.Later.Last);
        (difference.Topologies, difference.AddedFeatures.Count, difference.RemovedFeatures.Count).ShouldBe((null, 0, 0));
    }

    [Fact]
    public async Task An_unknown_id_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        await using var host = DatabaseFixture.Host(await database.NewAsync());
        var refused = await Should.ThrowAsync<StreamingException>(() =>
            ExportAsync(host, "4805acc7", Path.Combine(folder.Path, "no.arrow"))
        );
        $"{refused.Cure}".ShouldBe("list-datasets");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    /// <summary>A missing value is null, and every batch has what its place says.</summary>
    [Fact]
    public void A_table_has_rows_in_order_and_missing_values_as_null()
    {
        const int rows = 70_000;
        var values = Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? float.NaN : i).ToArray();
        var times = Enumerable.Range(0, rows).Select(i => new Timestamp(i)).ToArray();
        var set = new TrainingSet(["a"], values, [.. times.Select(t => t.Micros % 2 == 0)], times, [.. Enumerable.Range(0, rows)]);

        var batches = DatasetTable.Batches(set).ToList();

        batches.Select(b => b.Length).ShouldBe([65_536, 4_464]);
        var last = batches[1];
        ((TimestampArray)last.Column(0)).GetValue(0).ShouldBe(65_536);
        ((Int32Array)last.Column(2)).GetValue(1).ShouldBe(65_537);
        ((FloatArray)last.Column(3)).GetValue(0).ShouldBe(65_536);
        ((FloatArray)last.Column(3)).GetValue(2).ShouldBeNull();
        ((BooleanArray)last.Column(1)).GetValue(1).ShouldBe(false);
    }

    static async Task CheckRowsAsync(string file, Order[] orders)
    {
        await using var stream = File.OpenRead(file);
        using var reader = new ArrowFileReader(stream);
        var batch = (await reader.ReadNextRecordBatchAsync()).ShouldNotBeNull();
        batch.Schema.FieldsList.Select(f => f.Name).ShouldBe(["_event_time", "_label", "_group", "AMOUNT", "BIG"]);
        batch.Length.ShouldBe(10 * 1440);
        for (var row = 0; row < 100; row++)
        {
            ((TimestampArray)batch.Column(0)).GetValue(row).ShouldBe(orders[row].At);
            ((BooleanArray)batch.Column(1)).GetValue(row).ShouldBe(orders[row].Bad);
            ((FloatArray)batch.Column(3)).GetValue(row).ShouldBe((float)orders[row].Amount);
        }
    }

    static Task<ExportedDataset> ExportAsync(ServiceProvider host, string id, string file) =>
        RunAsync(host, new ExportDatasetOperation(), new ExportDatasetRequest(id, file, ExportFormat.Arrow));

    static Task<TResult> RunAsync<TRequest, TResult>(ServiceProvider host, Operation<TRequest, TResult> operation, TRequest request) =>
        host.GetRequiredService<OperationRunner>().RunAsync(operation, request, Caller);

    /// <summary>Records more, and trains on all that there is.</summary>
    /// <returns>Id of the dataset.</returns>
    static async Task<string> TrainAsync(string postgres, IEnumerable<Order> orders)
    {
        await using var store = new LineageStore(postgres);
        await store.EnsureSchemaAsync();
        await store.Topologies.RecordAsync("shop", 1, Text, [], DateTimeOffset.UnixEpoch);
        var all = orders.ToList();
        await RecordOrdersAsync(store, 0, all);
        await RecordLabelsAsync(store, 0, all.Select(o => (o, o.Bad, o.At + 2 * Day)));
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        var options = new TopologyTrainingOptions
        {
            TestShare = 0.25,
            Trainer = new TrainerOptions { Trees = 5 },
        };
        return (await new TopologyTrainer(store, registry).TrainAsync(Plan, options)).Recorded.Dataset;
    }
}

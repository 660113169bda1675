using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.ExplainModel;
using Streaming.Application.Operations;
using Streaming.Application.Tests.Setup;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Explanations.Trees;
using Streaming.Learning.Data;
using Streaming.Learning.Provenance;
using Streaming.Learning.Training;
using Streaming.Models;
using Streaming.Topology;

namespace Streaming.Application.Tests.Models;

/// <summary>A version of the registry is explained along paths by the rows that it was trained on, without anybody having them.</summary>
public sealed class ExplainVersionTests(DatabaseFixture database)
{
    static readonly Caller Modeller = new(new Principal("ada", new HashSet<Role> { Role.Modeller }), null);

    [Fact]
    public async Task A_version_is_explained_as_its_file_is_with_the_training_rows_beside_it()
    {
        using var folder = new TemporaryFolder();
        var set = Set();
        var model = Trainer.Train(set, new TrainerOptions { Trees = 5 });
        var postgres = await database.NewAsync();
        using (var registry = new ModelRegistry(postgres, TimeProvider.System))
        {
            await registry.EnsureSchemaAsync();
            var covers = await registry.KeepAsync(TreeCovers.ToBytes(StoredCovers.Of(model.Content, set)!), CancellationToken.None);
            var description = new ModelDescription
            {
                Features = set.FeatureNames,
                Metrics = new Dictionary<string, double>(),
                Parameters = new Dictionary<string, string>(),
                Training = new TrainingFacts("9.9", Covers: covers),
            };
            await registry.RegisterAsync("shop", model.Content, description);
        }

        await using var host = DatabaseFixture.Host(postgres);
        var rows = folder.Write("rows.csv", "a,b\n0.5,0.1\n0.9,\n");
        var train = folder.Write(
            "train.csv",
            "a,b\n" + string.Join('\n', Enumerable.Range(0, set.Count).Select(i => $"{set.Row(i)[0]:R},{set.Row(i)[1]:R}"))
        );
        var file = Path.Combine(folder.Path, "model.onnx");
        await File.WriteAllBytesAsync(file, model.Content.Bytes.ToArray());

        var byVersion = await ExplainAsync(host, folder, "shop:1", rows, null);
        var byFile = await ExplainAsync(host, folder, file, rows, train);

        byVersion.ShouldBe(byFile);
        byVersion.Split('\n').Length.ShouldBeGreaterThan(2);
        // By its scores alone it is the same model, whichever way it comes: the values of a row make up its score.
        var scored = await ExplainAsync(host, folder, "shop:1", rows, train, ExplainMethod.Kernel);
        scored.ShouldBe(await ExplainAsync(host, folder, file, rows, train, ExplainMethod.Kernel));
        foreach (var line in scored.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var cells = line.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToList();
            cells[..^1].Sum().ShouldBe(cells[^1], 1e-6);
            cells[^1].ShouldBeInRange(0, 1);
        }

        (await Should.ThrowAsync<StreamingException>(() => ExplainAsync(host, folder, "shop:2", rows, null))).Message.ShouldContain(
            "version 1, not 2"
        );
    }

    static async Task<string> ExplainAsync(
        ServiceProvider host,
        TemporaryFolder folder,
        string model,
        string rows,
        string? background,
        ExplainMethod method = ExplainMethod.Path
    )
    {
        var output = Path.Combine(folder.Path, "values.csv");
        var request = new ExplainModelRequest
        {
            Model = model,
            Data = rows,
            File = output,
            Method = method,
            Background = background,
        };
        await host.GetRequiredService<OperationRunner>().RunAsync(new ExplainModelOperation(), request, Modeller);
        return await File.ReadAllTextAsync(output);
    }

    static TrainingSet Set()
    {
        const int rows = 500;
        var random = new Random(1);
        var values = Enumerable.Range(0, rows * 2).Select(_ => random.NextSingle()).ToArray();
        var labels = Enumerable.Range(0, rows).Select(row => values[row * 2] + (0.3f * random.NextSingle()) > 0.7f).ToArray();
        return new TrainingSet(["a", "b"], values, labels, new Timestamp[rows]);
    }
}

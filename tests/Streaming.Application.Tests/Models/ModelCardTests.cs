using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.DescribeModel;
using Streaming.Application.Operations;
using Streaming.Application.Tests.Setup;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Models;
using Streaming.Models.References;

namespace Streaming.Application.Tests.Models;

/// <summary>What is known of a version, for people.</summary>
public sealed class ModelCardTests(DatabaseFixture database)
{
    const string Hostile = "<script>alert(1)</script>|`*[x](javascript:y) https://elsewhere www.elsewhere.org\n# z";

    static readonly Robustness Measured = new(
        500,
        7,
        11,
        0.1,
        0.5,
        0.8,
        0.9,
        null,
        [
            new("amount", Disturbance.Noise, 0.01, new(1, 0.002, 0.0004, 0.0112), new(-0.01, -0.03, 0.02), new(-0.005, -0.01, 0)),
            new("amount", Disturbance.Missing, 0.25, new(40, 0.08, 0.0593, 0.1071), new(-0.4, -0.5, -0.3), new(-0.2, null, null)),
            new("hour", Disturbance.Missing, 0, new(0, 0, 0, 0.0076), new(0, 0, 0), null),
        ]
    );

    static readonly Caller Viewer = new(new Principal("ada", new HashSet<Role> { Role.Viewer }), null);

    [Fact]
    public async Task A_card_says_what_is_known_and_what_is_not()
    {
        var card = await CardAsync();

        card.Reference!.Rows.ShouldBe(3);
        card.Limits.ShouldContain("Only 7 of the rows that it was judged by are positive: its metrics are rough.");
        var text = CardMarkdown.Of(card);
        foreach (
            var said in (string[])
                [
                    "# shop v1",
                    "Version 1 of the model shop: canary since",
                    "Trained by release 9.9, when version 3 was champion",
                    "Trained on 1,000 rows of shop, 10 of them positive, from 1970",
                    "| amount | 75 % | 0 % | 1 | 2 | 3 |",
                    "| hour | 25 % | 33.33 % | 5 | 5 | 6 |",
                    "| auc | 0.75 | 0.7 | 0.8 |",
                    "canary, 5 % of the keys | ada |",
                    "on 500 of the rows that it was judged on, 7 of them positive: average precision 0.8, area under the curve 0.9.",
                    "change its decisions most by: amount missing, 8 % (5.93 % to 10.71 %); amount with noise, 0.2 % (0.04 % to 1.12 %).",
                    "| amount missing | 40, 8 % (5.93 % to 10.71 %) | 0.25 | -0.4 (-0.5 to -0.3) | -0.2 |",
                    "1 of 3 disturbances change no score at all",
                ]
        )
        {
            text.ShouldContain(said);
        }
    }

    /// <summary>Fails where what nobody measured is passed over, or called robust.</summary>
    [Fact]
    public async Task Robustness_that_nobody_measured_is_said_to_be_unknown()
    {
        var card = await CardAsync(measured: false);
        card.Robustness.ShouldBeNull();
        CardMarkdown
            .Of(card)
            .ShouldContain("## Robustness\n\n- What disturbed inputs do to its scores is unknown: it was trained by a release");
        card.Limits.ShouldContain(limit => limit.Contains("is unknown", StringComparison.Ordinal));
        CardBom.Of(card).ShouldNotContain("decisions_changed");
    }

    [Fact]
    public async Task What_others_wrote_means_nothing_in_a_card_but_itself()
    {
        var card = await CardAsync();

        var page = CardPage.Of(card);
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldContain("&lt;script&gt;");
        foreach (var elsewhere in (string[])["src=", "href=", "url("])
            page.ShouldNotContain(elsewhere);
        var text = CardMarkdown.Of(card);
        text.ShouldNotContain("<script");
        text.ShouldContain(@"\|\`\*\[x\](javascript:y) https\://elsewhere www\.elsewhere");
        // As many cells in each row of a table as its head has.
        foreach (var table in text.Split("\n\n").Where(part => part.StartsWith('|')))
            table.Trim().Split('\n').Select(row => Strokes(row)).Distinct().ShouldHaveSingleItem(table);
    }

    /// <summary>The members that CycloneDX 1.6 wants, and the values that it allows there.</summary>
    [Fact]
    public async Task As_a_bill_of_materials_it_names_the_model_its_metrics_and_its_dataset()
    {
        var card = await CardAsync();
        var bom = JsonNode.Parse(CardBom.Of(card))!;
        CardBom.Of(card).ShouldBe(CardBom.Of(card));

        ((string?)bom["bomFormat"], (string?)bom["specVersion"], (int?)bom["version"]).ShouldBe(("CycloneDX", "1.6", 1));
        ((string?)bom["serialNumber"])!.ShouldMatch("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        DateTimeOffset.TryParse((string?)bom["metadata"]!["timestamp"], out _).ShouldBeTrue();
        var model = bom["components"]![0]!;
        ((string?)model["type"], (string?)model["name"], (string?)model["version"]).ShouldBe(("machine-learning-model", "shop", "1"));
        model["hashes"]!.ToJsonString().ShouldBe($$"""[{"alg":"SHA-256","content":"{{card.Model.Hash}}"}]""");
        var analysis = model["modelCard"]!["quantitativeAnalysis"]!["performanceMetrics"]!.AsArray();
        var auc = analysis.Single(m => (string?)m!["type"] == "auc")!;
        ((string?)auc["value"], auc["confidenceInterval"]!.ToJsonString()).ShouldBe(
            ("0.75", """{"lowerBound":"0.7","upperBound":"0.8"}""")
        );
        var flipped = analysis.Single(m => (string?)m!["type"] == "decisions_changed" && (string?)m["slice"] == "amount missing")!;
        ((string?)flipped["value"], flipped["confidenceInterval"]!.ToJsonString()).ShouldBe(
            ("0.08", """{"lowerBound":"0.0593","upperBound":"0.1071"}""")
        );
        model["modelCard"]!["considerations"]!["technicalLimitations"]!.AsArray().Count.ShouldBe(card.Limits.Count);
        model["modelCard"]!["modelParameters"]!["inputs"]!.AsArray().Count.ShouldBe(2);

        // Whatever is referred to is there.
        var known = bom["components"]!.AsArray().Select(c => (string?)c!["bom-ref"]).ToList();
        foreach (var dependency in bom["dependencies"]!.AsArray())
            dependency!["dependsOn"]!.AsArray().Select(d => (string?)d).Append((string?)dependency["ref"]).Except(known).ShouldBeEmpty();
        foreach (var dataset in model["modelCard"]!["modelParameters"]!["datasets"]?.AsArray() ?? [])
            known.ShouldContain((string?)dataset!["ref"]);
    }

    [Theory]
    [InlineData("card.html", "<!doctype html>")]
    [InlineData("card.md", "# shop v1")]
    [InlineData("card.cdx.json", "{")]
    public async Task It_is_written_as_its_ending_says(string file, string begins)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, file);
        CardFile.Write(path, await CardAsync());
        (await File.ReadAllTextAsync(path)).ShouldStartWith(begins);
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    /// <summary>Those between cells: a stroke in a cell has a backslash before it.</summary>
    static int Strokes(string row) => row.Replace("\\|", "", StringComparison.Ordinal).Count(letter => letter == '|');

    async Task<ModelCard> CardAsync(bool measured = true)
    {
        var postgres = await database.NewAsync();
        using (var registry = new ModelRegistry(postgres, TimeProvider.System))
        {
            await registry.EnsureSchemaAsync();
            var reference = DriftReference.Of(["amount", "hour"], [1, 5, 2, float.NaN, 3, 6], [0.1f, 0.2f, 0.3f]);
            await registry.RegisterAsync(
                "shop",
                ModelContent.FromBytes([1]),
                new ModelDescription
                {
                    Features = ["amount", "hour"],
                    Metrics = new Dictionary<string, double> { ["auc"] = 0.75 },
                    Intervals = new Dictionary<string, MetricInterval> { ["auc"] = new(0.7, 0.8) },
                    Parameters = new Dictionary<string, string> { ["trees"] = "100", [Hostile] = Hostile },
                    Importance = new Dictionary<string, double> { ["amount"] = 0.75, ["hour"] = 0.25 },
                    Training = new TrainingFacts("9.9", 3, Reference: await registry.KeepAsync(reference.ToBytes(), CancellationToken.None))
                    {
                        Robustness = measured ? await registry.KeepAsync(Measured.ToBytes(), CancellationToken.None) : null,
                    },
                    Origin = new TrainingOrigin
                    {
                        Topology = "shop",
                        Ranges = [new LineageRange("shop/score/0", 1, 7)],
                        TrainFrom = new Timestamp(1),
                        TrainTo = new Timestamp(2),
                        TrainRows = 1000,
                        TrainPositives = 10,
                        TestFrom = new Timestamp(3),
                        TestTo = new Timestamp(4),
                        TestRows = 100,
                        TestPositives = 7,
                    },
                }
            );
            await registry.CanaryAsync("shop", 1, 0.05, new Authorship("ada", Hostile));
        }

        await using var host = DatabaseFixture.Host(postgres);
        return await host.GetRequiredService<OperationRunner>()
            .RunAsync(new DescribeModelOperation(), new DescribeModelRequest("shop", 1), Viewer);
    }
}

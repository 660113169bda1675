using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Streaming.EndToEnd.Tests.Architecture;

/// <summary>The shape that docs/architecture.md draws, held by machine.</summary>
public sealed class ReferenceTests
{
    static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Streaming.Drift"] = [],
        ["Streaming.Topology"] = [],
        ["Streaming.Simulation"] = ["Streaming.Events"],
        ["Streaming.Events"] = ["Streaming.Topology"],
        ["Streaming.Validation"] = ["Streaming.Events"],
        ["Streaming.Features"] = ["Streaming.Events"],
        ["Streaming.Onnx"] = [],
        ["Streaming.Inference"] = ["Streaming.Events", "Streaming.Onnx"],
        ["Streaming.Explanations"] = ["Streaming.Topology", "Streaming.Onnx"],
        ["Streaming.Store"] = ["Streaming.Topology"],
        ["Streaming.Lifecycle"] = ["Streaming.Store"],
        ["Streaming.Lineage"] = ["Streaming.Drift", "Streaming.Events", "Streaming.Store"],
        ["Streaming.Models"] = ["Streaming.Inference", "Streaming.Store", "Streaming.Lineage"],
        ["Streaming.Learning"] =
        [
            "Streaming.Onnx",
            "Streaming.Explanations",
            "Streaming.Drift",
            "Streaming.Inference",
            "Streaming.Lineage",
            "Streaming.Models",
        ],
        ["Streaming.Kafka"] = ["Streaming.Events"],
        ["Streaming.Pipeline"] =
        [
            "Streaming.Validation",
            "Streaming.Features",
            "Streaming.Inference",
            "Streaming.Explanations",
            "Streaming.Lineage",
            "Streaming.Kafka",
        ],
        ["Streaming.Client"] = [],
        ["Streaming.Embedded.Kafka"] = [],
        ["Streaming.Embedded.Postgres"] = [],
        ["Streaming.Embedded.Kafka.Xunit"] = ["Streaming.Embedded.Kafka"],
        ["Streaming.Embedded.Kafka.Tool"] = ["Streaming.Embedded.Kafka"],
        ["Streaming.Embedded.Postgres.Xunit"] = ["Streaming.Embedded.Postgres"],
        ["Streaming.TestDriver"] = ["Streaming.Pipeline"],
        ["Streaming.Embedded"] = ["Streaming.Embedded.Kafka", "Streaming.Embedded.Postgres"],
        ["Streaming.Publishing"] = ["Streaming.Simulation", "Streaming.Kafka"],
        ["Streaming.Application"] =
        [
            "Streaming.Publishing",
            "Streaming.Pipeline",
            "Streaming.Learning",
            "Streaming.Explanations",
            "Streaming.Drift",
            "Streaming.Lifecycle",
            "Streaming.Embedded",
            "Streaming.TestDriver",
        ],
        ["Streaming.Gateway"] = ["Streaming.Application"],
        ["Streaming.Cli"] = ["Streaming.Application", "Streaming.Gateway"],
    };

    [Fact]
    public void Projects_refer_only_to_what_lies_before_them()
    {
        var projects = Directory.GetFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories);
        projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order().ShouldBe(Allowed.Keys.Order());
        foreach (var project in projects)
        {
            var references = XDocument
                .Load(project)
                .Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            references.Except(Allowed[Path.GetFileNameWithoutExtension(project)]).ShouldBeEmpty(project);
        }
    }

    /// <summary>
    /// A setting that carries a promise is set once. The pipeline's stages hold consumers, producers and offsets in the client
    /// library's own types, on their hot path; they get the clients made.
    /// </summary>
    [Fact]
    public void Only_Streaming_Kafka_makes_clients_of_Kafka()
    {
        var sources = ProductFiles.Sources("src").Where(f => ProductFiles.Project(f) != "Streaming.Kafka").ToList();
        sources
            .Where(f => ProductFiles.Project(f) != "Streaming.Pipeline")
            .Where(f => ProductFiles.Lines(f).Any(line => line.Contains("Confluent.Kafka", StringComparison.Ordinal)))
            .ShouldBeEmpty();
        var making = new Regex(
            @"\b(?:Consumer|Producer|AdminClient)Builder\b|new (?:Consumer|Producer|AdminClient)Config\b",
            RegexOptions.NonBacktracking
        );
        sources.Where(f => ProductFiles.Lines(f).Any(line => making.IsMatch(line))).ShouldBeEmpty();
        Directory
            .GetFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(p => XDocument.Load(p).Descendants("PackageReference").Any(r => r.Attribute("Include")?.Value == "Confluent.Kafka"))
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(["Streaming.Kafka"]);
    }

    [Fact]
    public void Nobody_sees_the_database_but_who_stores_in_it_or_starts_it()
    {
        var seeing = new Regex(@"^using (?:Npgsql|Marten)\b", RegexOptions.NonBacktracking);
        ProductFiles
            .Sources("src")
            .Where(f => ProductFiles.Lines(f).Any(line => seeing.IsMatch(line)))
            .Select(ProductFiles.Project)
            .Distinct()
            .Where(p =>
                p is not ("Streaming.Lineage" or "Streaming.Store" or "Streaming.Models")
                && !p.StartsWith("Streaming.Embedded", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    /// <summary>A door asks the application layer and shows what it answers. What it names of layers below are words for people, and types
    /// of results.</summary>
    [Theory]
    [InlineData("Streaming.Cli")]
    [InlineData("Streaming.Gateway")]
    public void A_door_sees_the_application_and_nothing_below_it(string door)
    {
        string[] words =
        [
            "Streaming.Drift",
            "Streaming.Drift.Columns",
            "Streaming.Events.Text",
            "Streaming.Events.Time",
            "Streaming.Inference.Signatures",
            "Streaming.Learning.Fairness",
            "Streaming.Learning.Fairness.Thresholds",
            "Streaming.Models",
            "Streaming.Models.Datasets",
            "Streaming.Topology",
            "Streaming.Topology.Model",
        ];
        ProductFiles
            .Sources(Path.Combine("src", door))
            .SelectMany(ProductFiles.Lines)
            .Where(line => line.StartsWith("using Streaming.", StringComparison.Ordinal))
            .Select(line => line[6..^1])
            .Distinct()
            .Where(name =>
                !name.StartsWith("Streaming.Cli", StringComparison.Ordinal)
                && !name.StartsWith("Streaming.Gateway", StringComparison.Ordinal)
                && !name.StartsWith("Streaming.Application", StringComparison.Ordinal)
            )
            .Except(words)
            .ShouldBeEmpty();
    }

    /// <summary>What is kept in Marten is kept by those whose matter that is.</summary>
    [Fact]
    public void Marten_is_seen_by_the_store_lineage_and_models_alone() =>
        ProductFiles
            .Sources("src")
            .Where(f => ProductFiles.Lines(f).Any(line => line.StartsWith("using Marten", StringComparison.Ordinal)))
            .Select(ProductFiles.Project)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["Streaming.Lineage", "Streaming.Models", "Streaming.Store"]);

    [Fact]
    public void The_engine_knows_no_domain()
    {
        var domain = new Regex(
            "fraud|customer|terminal_id|TX_[A-Z]|machine.temperature",
            RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
        );
        var knowing = ProductFiles
            .Sources("src")
            // The command line shows examples, and those name the topologies that come with it.
            .Where(f => ProductFiles.Project(f) != "Streaming.Cli")
            .SelectMany(f =>
                ProductFiles
                    .Lines(f)
                    .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && domain.IsMatch(line))
                    .Select(line => $"{f}: {line.Trim()}")
            );
        knowing.ShouldBeEmpty();
    }

    /// <summary>The embedded services are for whoever wants a Kafka or a PostgreSQL, not for this product alone.</summary>
    [Fact]
    public void The_embedded_services_know_no_streaming()
    {
        var product = new Regex(
            @"\bstreaming\b|STREAMING_|lineage|\bpipeline\b|topology|predict|inference|quarantine",
            RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
        );
        // Their own names, and that of the friend which measures them.
        var name = new Regex(@"Streaming\.Embedded[\w.]*|""Streaming\.Benchmarks""", RegexOptions.NonBacktracking);
        var knowing = Directory
            .GetDirectories(Path.Combine(Root(), "src"), "Streaming.Embedded*")
            .SelectMany(project => Directory.GetFiles(project, "*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".cs" or ".md" or ".csproj" && !f.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(f =>
                File.ReadLines(f).Where(line => product.IsMatch(name.Replace(line, ""))).Select(line => $"{f}: {line.Trim()}")
            );
        knowing.ShouldBeEmpty();
    }

    /// <summary>Who wants the broker gets no client of a database, and the other way round.</summary>
    [Fact]
    public void Each_embedded_service_depends_on_what_it_needs_alone()
    {
        Packages("Streaming.Embedded.Kafka")
            .ShouldBe([
                "K4os.Compression.LZ4.Streams",
                "Microsoft.Extensions.Diagnostics.HealthChecks",
                "Microsoft.Extensions.Logging.Abstractions",
                "Snappier",
                "ZstdSharp.Port",
            ]);
        Packages("Streaming.Embedded.Postgres")
            .ShouldBe(["Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Logging.Abstractions", "Npgsql"]);
    }

    static string[] Packages(string project) =>
        [
            .. XDocument
                .Load(Path.Combine(Root(), "src", project, $"{project}.csproj"))
                .Descendants("PackageReference")
                .Select(r => r.Attribute("Include")!.Value)
                .Order(StringComparer.Ordinal),
        ];

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

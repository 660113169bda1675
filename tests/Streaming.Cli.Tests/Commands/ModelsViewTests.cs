using Streaming.Application.DiffModels;
using Streaming.Cli.Commands.Models;
using Streaming.Cli.Shell;
using Streaming.Models;
using Streaming.Models.States;

namespace Streaming.Cli.Tests.Commands;

/// <summary>What people see of versions.</summary>
public sealed class ModelsViewTests
{
    [Fact]
    public void Metrics_are_shown_with_where_they_lie()
    {
        var description = new ModelDescription
        {
            Features = ["amount"],
            Metrics = new Dictionary<string, double> { ["average_precision"] = 0.75, ["rows"] = 3 },
            Intervals = new Dictionary<string, MetricInterval> { ["average_precision"] = new(0.7, 0.8) },
            Parameters = new Dictionary<string, string>(),
        };

        var text = Shown(terminal => ModelsView.Show(terminal, Model(description)));

        text.ShouldContain("with 95 % confidence");
        text.ShouldContain("average_precision  0.75  (0.7 to 0.8)\n");
        text.ShouldContain("rows               3\n");
        Shown(terminal => ModelsView.Show(terminal, Model(description with { Intervals = null }))).ShouldNotContain("confidence");
    }

    [Fact]
    public void Two_versions_are_shown_with_what_they_were_trained_on()
    {
        var version = new ComparedVersion(1, new string('a', 64), "retired", DateTimeOffset.UnixEpoch);
        var difference = new ModelDifference("shop", version, version with { Version = 2 }, false, [], [], false, [], [], [])
        {
            Distributions =
            [
                new ComparedDistribution("hour", new(0, 1, 12, 23), new(0, 1, 12, 23), 0),
                new ComparedDistribution("amount", new(0, 1, 20, 300), new(0.25, 1, 40, 900), 0.21),
            ],
        };

        var lines = Shown(terminal => DiffView.Show(terminal, difference)).Split('\n');

        var amount = Array.FindIndex(lines, line => line.Contains("amount", StringComparison.Ordinal));
        lines[amount].ShouldContain("1  20  300");
        lines[amount].ShouldContain("1  40  900  25% missing");
        lines[amount].ShouldContain("0.210");
        amount.ShouldBeLessThan(Array.FindIndex(lines, line => line.Contains("hour", StringComparison.Ordinal)));
    }

    static RegisteredModel Model(ModelDescription description) =>
        new(
            "shop",
            1,
            new string('a', 64),
            7,
            DateTimeOffset.UnixEpoch,
            [new Registered(DateTimeOffset.UnixEpoch, Authorship.Unknown)],
            description
        );

    static string Shown(Action<Terminal> show)
    {
        var output = new StringWriter { NewLine = "\n" };
        show(
            new Terminal(
                new CliEnvironment
                {
                    Out = output,
                    Error = TextWriter.Null,
                    Variable = _ => null,
                    WorkingDirectory = ".",
                },
                json: false
            )
        );
        return output.ToString();
    }
}

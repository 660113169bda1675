using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Streaming.Benchmarks.Benchmarks;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reports;
using Streaming.Cli.Shell;
using Streaming.Topology;

namespace Streaming.Benchmarks.CommandLine;

/// <summary>The command line: which benchmarks to run, on how much; reports as tables or JSON.</summary>
sealed class BenchmarkCommand : RootCommand
{
    readonly Argument<string[]> _names = new("name")
    {
        Description = $"What to measure: {string.Join(", ", BenchmarkList.All.Select(b => b.Name))} (default: all)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<int?> _rows = new("--rows")
    {
        Description = "Events (default: 622,892, all of the transactions; 1,500,000 of the stateless benchmark)",
        HelpName = "n",
    };
    readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions of the topics",
        HelpName = "n",
        DefaultValueFactory = _ => 4,
    };
    readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Seconds that latency is measured for",
        HelpName = "n",
        DefaultValueFactory = _ => 30,
    };
    readonly Option<int> _rate = new("--rate")
    {
        Description = "Events a second that latency is measured at",
        HelpName = "n",
        DefaultValueFactory = _ => 5000,
    };
    readonly Option<string?> _data = new("--data")
    {
        Description = "Folder of the embedded services (default: a temporary one)",
        HelpName = "folder",
    };
    readonly Option<string?> _file = new("--file")
    {
        Description = "File of transactions (default: shared/data/card-fraud/*.csv.gz, looked for upwards; else simulated ones)",
        HelpName = "path",
    };
    readonly Option<bool> _json = new("--json") { Description = "Results as JSON" };

    BenchmarkCommand()
        : base("Measures streaming on this machine: services, pipeline, publisher and reader as processes of their own.")
    {
        Add(_names);
        foreach (var option in (Option[])[_rows, _partitions, _seconds, _rate, _data, _file, _json])
            Add(option);
        _names.Validators.Add(result =>
        {
            foreach (var name in result.Tokens.Select(t => t.Value).Where(n => BenchmarkList.Find(n) is null))
                result.AddError($"There is no benchmark '{name}': {string.Join(", ", BenchmarkList.All.Select(b => b.Name))}.");
        });
        SetAction(RunAsync);
    }

    public static Task<int> RunAsync(string[] arguments) => new BenchmarkCommand().Parse(arguments).InvokeAsync();

    async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var names = parsed.GetValue(_names) is { Length: > 0 } given ? given : [.. BenchmarkList.All.Select(b => b.Name)];
        var options = new BenchmarkOptions
        {
            Rows = parsed.GetValue(_rows),
            Partitions = parsed.GetValue(_partitions),
            Seconds = parsed.GetValue(_seconds),
            Rate = parsed.GetValue(_rate),
            Data = parsed.GetValue(_data),
            File = parsed.GetValue(_file),
        };
        var view = new ReportView(AnsiConsole.Console, parsed.GetValue(_json));
        try
        {
            view.Begin(MachineFacts.Read());
            foreach (var name in names)
                view.Show(await BenchmarkList.Find(name)!.RunAsync(options, ReportView.Note, stop));
            return ExitCode.Done;
        }
        catch (StreamingException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Failed;
        }
        finally
        {
            view.End();
        }
    }
}

using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;
using Streaming.Application.Operations;

namespace Streaming.Cli.Shell;

/// <summary>
/// Where a command writes: results to standard output, as text or JSON; progress, notes and faults to standard error.
/// No escape sequences where the stream is not a terminal.
/// </summary>
public sealed class Terminal
{
    // Tables in files and pipes are not cut to the width of a screen.
    const int UnboundedWidth = 4000;

    readonly CliEnvironment _environment;

    /// <param name="environment">Where the program runs.</param>
    /// <param name="json">Whether results are written as JSON.</param>
    public Terminal(CliEnvironment environment, bool json)
    {
        _environment = environment;
        Json = json;
        Out = Create(environment.Out, environment.OutIsTerminal);
        Error = Create(environment.Error, environment.ErrorIsTerminal);
    }

    /// <summary>Results are wanted as JSON.</summary>
    public bool Json { get; }

    /// <summary>Results.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Everything that is not a result: progress, warnings, faults.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>Live displays on standard error make sense.</summary>
    public bool IsLive => _environment.ErrorIsTerminal && !Json;

    /// <summary>Results go to a screen, which bytes would only disturb.</summary>
    public bool OutIsTerminal => _environment.OutIsTerminal;

    /// <summary>Standard output for a result that is no text, or a long one.</summary>
    public Stream OpenOut() => _environment.OpenOut();

    /// <summary>A line of a result as it is, whatever its length.</summary>
    public void Line(string text = "") => _environment.Out.WriteLine(text);

    /// <summary>A table or another display of a result.</summary>
    public void Show(IRenderable display) => Out.Write(display);

    /// <summary>A result: one JSON document, or what <paramref name="text"/> shows.</summary>
    public void Result<T>(T document, Action text)
    {
        if (Json)
            Line(JsonSerializer.Serialize(document, ResultJson.Indented));
        else
            text();
    }

    /// <summary>One JSON line of a stream of results.</summary>
    public void JsonLine<T>(T document) => Line(JsonSerializer.Serialize(document, ResultJson.OneLine));

    /// <summary>Says what goes on.</summary>
    public void Note(string text)
    {
        lock (_environment)
            _environment.Error.WriteLine(text);
    }

    /// <summary>A line on a live terminal that the next such line replaces.</summary>
    public void Rewrite(string text)
    {
        lock (_environment)
            _environment.Error.Write($"\r\u001b[2K{text}");
    }

    /// <summary>Says what went wrong.</summary>
    public void Fault(string text)
    {
        lock (_environment)
        {
            if (_environment.ErrorIsTerminal)
                Error.Write(new Markup("[red]error:[/] "));
            else
                _environment.Error.Write("error: ");
            _environment.Error.WriteLine(text);
        }
    }

    /// <summary>Writes out what is held back.</summary>
    public async Task FlushAsync()
    {
        await _environment.Error.FlushAsync();
        await _environment.Out.FlushAsync();
    }

    static IAnsiConsole Create(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
                Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
                ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }
        );
        if (!terminal)
            console.Profile.Width = UnboundedWidth;
        return console;
    }
}

using Spectre.Console;
using Streaming.Application.Operations;

namespace Streaming.Cli.Shell;

/// <summary>How an operation goes, on standard error: notes as lines; bars from the first report on, where somebody looks.</summary>
sealed class ProgressView(Terminal terminal) : IProgress<OperationProgress>, IAsyncDisposable
{
    readonly Lock _lock = new();
    readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);
    readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ProgressContext? _context;
    Task _display = Task.CompletedTask;

    public void Report(OperationProgress value)
    {
        lock (_lock)
        {
            if (value is Advanced advanced && terminal.IsLive)
                Show(advanced);
            else if (value is Noted noted && _context is not null)
                terminal.Error.WriteLine(noted.Text);
            else
                Note(terminal, value);
        }
    }

    /// <summary>Says what is worth a line.</summary>
    public static void Note(Terminal terminal, OperationProgress value)
    {
        if (value is Noted noted)
            terminal.Note(noted.Text);
    }

    /// <summary>Takes the bars away.</summary>
    public async ValueTask DisposeAsync()
    {
        _over.SetResult();
        await _display;
    }

    void Show(Advanced state)
    {
        _context ??= Begin(state.Unit);
        if (!_bars.TryGetValue(state.Part, out var bar))
            _bars[state.Part] = bar = _context.AddTask(Markup.Escape(state.Part), maxValue: 1);
        bar.IsIndeterminate = state.Fraction is null;
        bar.Value = state.Fraction ?? 0;
        bar.Description = Markup.Escape($"{state.Part}: {state.Done:N0} {state.Unit}");
    }

    ProgressContext Begin(string unit)
    {
        var begun = new TaskCompletionSource<ProgressContext>();
        _display = ProgressBars
            .Of(terminal)
            .StartAsync(context =>
            {
                begun.SetResult(context);
                return _over.Task;
            });
        return begun.Task.Result;
    }
}

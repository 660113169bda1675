using System.Collections.Concurrent;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Pipeline.Hosting;

namespace Streaming.Pipeline.Tests.Hosting;

public sealed class PipelinesTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_actors_fault_goes_to_the_log_and_not_to_standard_output()
    {
        var (before, output) = (Console.Out, new StringWriter());
        Console.SetOut(TextWriter.Synchronized(output));
        try
        {
            using var log = new LogOfLines();
            await using var process = new ServiceCollection()
                .AddSingleton<ILoggerFactory>(log)
                .AddSingleton(TimeProvider.System)
                .AddPipelines()
                .BuildServiceProvider();
            var system = process.GetRequiredService<ActorSystem>();
            system.ActorOf(Props.Create(() => new Faulty())).Tell("the fault of an actor");
            system.DeadLetters.Tell("nobody");
            (await log.WaitForAsync("the fault of an actor", Patience)).ShouldBeTrue();
        }
        finally
        {
            Console.SetOut(before);
        }

        output.ToString().ShouldNotContain("the fault of an actor");
        output.ToString().ShouldNotContain("akka://streaming");
    }

    sealed class Faulty : ReceiveActor
    {
        public Faulty() => Receive<string>(text => throw new InvalidOperationException(text));
    }

    sealed class LogOfLines : ILoggerFactory, ILogger
    {
        readonly ConcurrentQueue<string> _lines = [];
        readonly SemaphoreSlim _written = new(0);

        public async Task<bool> WaitForAsync(string text, TimeSpan patience)
        {
            while (!_lines.Any(l => l.Contains(text, StringComparison.Ordinal)))
            {
                if (!await _written.WaitAsync(patience))
                    return false;
            }

            return true;
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
            // Writes to itself alone.
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.Message}");
            _written.Release();
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}

using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Application.Hosting;
using Streaming.Application.Operations;
using Streaming.Application.Settings;
using Streaming.Cli.Commands.Host;
using Streaming.Cli.Commands.Jobs;

namespace Streaming.Cli.Shell;

/// <summary>Runs one command: settings first, then the command, and whatever goes wrong becomes a message and an exit code.</summary>
sealed class Invocation : InvocationConfiguration
{
    readonly CliEnvironment _environment;
    readonly GlobalOptions _options;
    ParseResult? _parsed;

    public Invocation(CliEnvironment environment, GlobalOptions options)
    {
        (_environment, _options) = (environment, options);
        (Output, Error) = (environment.Out, environment.Error);
        EnableDefaultExceptionHandler = false;
        // Commands finish what they have under way in their own time; see StopSignals.
        ProcessTerminationTimeout = null;
    }

    /// <summary>The invocation a command's action belongs to.</summary>
    public static Invocation Current(ParseResult parsed)
    {
        var invocation = (Invocation)parsed.InvocationConfiguration;
        invocation._parsed = parsed;
        return invocation;
    }

    /// <param name="command">What is run.</param>
    /// <param name="data">Its data folder; null: what the common option says.</param>
    public async Task<int> RunAsync(Func<CommandContext, Task<int>> command, string? data = null)
    {
        var parsed = _parsed!;
        var verbose = parsed.GetValue(_options.Verbose);
        var terminal = new Terminal(_environment, parsed.GetValue(_options.Json));
        using var loggers = LoggerFactory.Create(logging =>
            logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Warning).AddProvider(new TerminalLoggerProvider(terminal))
        );
        try
        {
            var connections = ConnectionResolver.Resolve(
                data is null ? _options.Connections(parsed) : _options.Connections(parsed) with { Data = data },
                _environment.Variable,
                _environment.WorkingDirectory
            );
            await using var services = new ServiceCollection()
                .AddSingleton<ILoggerFactory>(loggers)
                .AddSingleton(_environment.Time)
                .AddStreaming(
                    new StreamingOptions
                    {
                        Connections = connections,
                        HostVerb = HostVerb.Verb,
                        JobVerb = _environment.OwnProcess ? data => [.. RunJobsCommand.One, _options.Data.Name, data] : null,
                    }
                )
                .BuildServiceProvider();
            return await command(
                new CommandContext(
                    terminal,
                    services.GetRequiredService<OperationRunner>(),
                    new Caller(Principal.LocalUser, parsed.GetValue(_options.Because)),
                    connections,
                    loggers,
                    _environment.Time,
                    _environment.Variable
                )
            );
        }
        catch (OperationCanceledException)
        {
            terminal.Fault("Stopped before it was done.");
            return ExitCode.Failed;
        }
        catch (Exception e) when (!OutputClosedException.IsCause(e))
        {
            terminal.Fault(FaultWords.Describe(e, verbose));
            return ExitCode.Failed;
        }
        finally
        {
            await terminal.FlushAsync();
        }
    }
}

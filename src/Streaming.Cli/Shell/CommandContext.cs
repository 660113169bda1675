using Microsoft.Extensions.Logging;
using Streaming.Application.Settings;

namespace Streaming.Cli.Shell;

/// <summary>What a running command works with.</summary>
/// <param name="Variable">Environment variables; null for one that is not set.</param>
public sealed record CommandContext(Terminal Terminal, Connections Connections, ILoggerFactory Loggers, TimeProvider Time, Func<string, string?> Variable);

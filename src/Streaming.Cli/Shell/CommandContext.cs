using Microsoft.Extensions.Logging;
using Streaming.Cli.Settings;

namespace Streaming.Cli.Shell;

/// <summary>What a running command works with.</summary>
public sealed record CommandContext(Terminal Terminal, Connections Connections, ILoggerFactory Loggers, TimeProvider Time);

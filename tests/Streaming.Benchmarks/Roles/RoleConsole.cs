using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;

namespace Streaming.Benchmarks.Roles;

/// <summary>A role's talk with the process that started it: words come in, one JSON line goes out for each.</summary>
sealed class RoleConsole
{
    public const string Go = "go";
    public const string Look = "look";

    readonly Stream _out = Console.OpenStandardOutput();

    public void Say<T>(T message) => _out.Write([.. JsonSerializer.SerializeToUtf8Bytes(message, ResultJson.OneLine), (byte)'\n']);

    /// <summary>The next word; null when the other side has hung up: time to end.</summary>
    public static Task<string?> HearAsync() => Task.Run(Console.In.ReadLine);
}

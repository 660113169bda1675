using System.Text.Json;
using Streaming.Store.Runs;

namespace Streaming.Lifecycle.Messages;

/// <summary>Messages as they are stored: a type, the version of its form, and JSON.</summary>
public static class MessageFormat
{
    const int Version = 1;

    static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["begin_run"] = typeof(BeginRun),
        ["step_ended"] = typeof(StepEnded),
        ["cancel_run"] = typeof(CancelRun),
    };

    static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A message, to be stored.</summary>
    public static NewMessage Write(ILearningMessage message) =>
        new(
            message.Id,
            message.Run,
            message.Topology,
            Types.First(t => t.Value == message.GetType()).Key,
            Version,
            JsonSerializer.Serialize(message, message.GetType(), Options)
        );

    /// <summary>A stored message.</summary>
    /// <param name="stored">The message.</param>
    /// <param name="why">Why it cannot be read; null where it can.</param>
    public static ILearningMessage? Read(NewMessage stored, out string? why)
    {
        why = null;
        if (!Types.TryGetValue(stored.Type, out var type))
        {
            why = $"this version knows no message '{stored.Type}'";
            return null;
        }

        if (stored.Version != Version)
        {
            why = $"it is written in form {stored.Version}, and this version reads form {Version}";
            return null;
        }

        try
        {
            var message = (ILearningMessage?)JsonSerializer.Deserialize(stored.Body, type, Options);
            if (message is not null && (message.Id, message.Run, message.Topology) == (stored.Id, stored.Run, stored.Topology))
                return message;
            why = "what it says is not what it was stored as";
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException)
        {
            why = $"it cannot be read: {e.Message}";
        }

        return null;
    }
}

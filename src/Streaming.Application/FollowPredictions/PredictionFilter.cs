using System.Text;
using System.Text.Json;
using Streaming.Application.FollowPredictions.Tails;

namespace Streaming.Application.FollowPredictions;

/// <summary>Which predictions somebody wants, told from their records.</summary>
sealed class PredictionFilter(FollowPredictionsRequest request)
{
    readonly HashSet<string> _keys = request.Key is { } keys ? [.. keys] : [];
    readonly HashSet<string> _decisions = request.Decision is { } decisions ? [.. decisions] : [];
    readonly bool _byScore = request.MinScore is not null || request.MaxScore is not null;

    /// <summary>Whether it is one of those.</summary>
    public bool Wants(FollowedRecord record)
    {
        if (record.Value is null || !WantsKey(record.Key))
            return false;
        if (_decisions.Count == 0 && !_byScore)
            return true;
        var (decision, score) = record.Facts;
        return (_decisions.Count == 0 || (decision is not null && _decisions.Contains(decision)))
            && (!_byScore || (score >= (request.MinScore ?? double.MinValue) && score <= (request.MaxScore ?? double.MaxValue)));
    }

    bool WantsKey(byte[]? key) => _keys.Count == 0 || (key is not null && _keys.Contains(Encoding.UTF8.GetString(key)));

    /// <summary>Nothing of what is no prediction: whoever may write to the topic may have put it there.</summary>
    internal static (string? Decision, double? Score) Read(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        var (decision, score) = ((string?)null, (double?)null);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return (null, null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isDecision, isScore) = (reader.ValueTextEquals("decision"u8), reader.ValueTextEquals("score"u8));
                reader.Read();
                if (isDecision && reader.TokenType == JsonTokenType.String)
                    decision = reader.GetString();
                else if (isScore && reader.TokenType == JsonTokenType.Number)
                    score = reader.GetDouble();
                else
                    reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (null, null);
        }

        return (decision, score);
    }
}

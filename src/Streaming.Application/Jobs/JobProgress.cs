using System.Text.Json;
using Streaming.Application.Operations;

namespace Streaming.Application.Jobs;

/// <summary>How far a job is, as its host writes it now and then.</summary>
/// <param name="Note">The last thing that was worth a line; null: nothing yet.</param>
/// <param name="Parts">Parts of the work, those that began last.</param>
public sealed record JobProgress(string? Note, IReadOnlyList<JobPart> Parts)
{
    internal static JobProgress? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<JobProgress>(json, ResultJson.OneLine);
        }
        catch (JsonException)
        {
            // Written by another version: how far it is nobody knows, and that is all.
            return null;
        }
    }
}

/// <summary>How far a part is; see <see cref="Advanced"/>.</summary>
public sealed record JobPart(string Part, long Done, string Unit, double? Fraction);

/// <summary>Gathers what an operation reports until the next time it is written. Thread-safe.</summary>
sealed class JobProgressGatherer(IProgress<OperationProgress>? further) : IProgress<OperationProgress>
{
    const int MostParts = 8;
    const int LongestText = 500;

    readonly Lock _lock = new();
    readonly List<JobPart> _parts = [];
    string? _note;
    bool _changed;

    public void Report(OperationProgress value)
    {
        lock (_lock)
        {
            if (value is Noted noted)
                _note = Short(noted.Text);
            else if (value is Advanced advanced)
                Advance(new JobPart(Short(advanced.Part), advanced.Done, advanced.Unit, advanced.Fraction));
            _changed = true;
        }

        further?.Report(value);
    }

    /// <summary>As JSON; null where nothing was reported since the last time.</summary>
    public string? Take()
    {
        lock (_lock)
        {
            if (!_changed)
                return null;
            _changed = false;
            return JsonSerializer.Serialize(new JobProgress(_note, _parts), ResultJson.OneLine);
        }
    }

    void Advance(JobPart part)
    {
        var index = _parts.FindIndex(p => p.Part == part.Part);
        if (index >= 0)
            _parts[index] = part;
        else
            _parts.Add(part);
        if (_parts.Count > MostParts)
            _parts.RemoveAt(0);
    }

    static string Short(string text) => text.Length > LongestText ? text[..LongestText] : text;
}

using System.Text.Json.Serialization;

namespace Streaming.Topology.Model;

/// <summary>How probabilities are put right on rows that were not learnt from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CalibrationMethod>))]
public enum CalibrationMethod
{
    /// <summary>Any rising curve. It wants some hundred positive rows.</summary>
    [JsonStringEnumMemberName("isotonic")]
    Isotonic,

    /// <summary>A line in the log odds (of a forest: in the share), for fewer rows.</summary>
    [JsonStringEnumMemberName("platt")]
    Platt,
}

using System.Text.Json.Serialization;

namespace Streaming.Topology.Model;

/// <summary>How a model's output becomes a score. The words in a topology file are those of the names.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScoreTransform>))]
public enum ScoreTransform
{
    /// <summary>The output is the score: a probability, or what a regression estimates.</summary>
    None,

    /// <summary>1 / (1 + e^-x): a single logit becomes a probability.</summary>
    Sigmoid,

    /// <summary>e^x / Σ e^x over the classes of a row: logits become probabilities, of which one is the score.</summary>
    Softmax,

    /// <summary>-x: for outputs that are lower, the more suspicious a row is, as those of isolation forests are.</summary>
    Negate,

    /// <summary>The mean of the squared differences between a row's features and what the model, an autoencoder, makes of them.</summary>
    ReconstructionError,
}

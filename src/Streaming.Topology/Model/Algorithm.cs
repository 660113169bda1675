using System.Text.Json.Serialization;

namespace Streaming.Topology.Model;

/// <summary>What a model can be grown with; all of ML.NET.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Algorithm>))]
public enum Algorithm
{
    /// <summary>Gradient-boosted trees by LightGBM (Ke et al. 2017). It learns where rows with missing values go.</summary>
    [JsonStringEnumMemberName("lightgbm")]
    LightGbm,

    /// <summary>Gradient-boosted trees by FastTree, an implementation of MART (Friedman 2001). Runs where LightGBM's library does
    /// not.</summary>
    [JsonStringEnumMemberName("fasttree")]
    FastTree,

    /// <summary>A random forest (Breiman 2001): trees that each see a part of the rows, their shares averaged.</summary>
    [JsonStringEnumMemberName("fastforest")]
    FastForest,

    /// <summary>Logistic regression by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang 2013), on standardised
    /// features.</summary>
    [JsonStringEnumMemberName("sdca")]
    Sdca,

    /// <summary>A generalized additive model (Lou et al. 2012): a curve a feature, added up, which people can read.</summary>
    [JsonStringEnumMemberName("gam")]
    Gam,
}

namespace Streaming.Topology.Model;

/// <summary>How the topology's model is renewed. It is no part of what lineage records: it may change at any time.</summary>
public sealed record LearningModel
{
    /// <summary>What begins a run.</summary>
    public RetrainModel Retrain { get; init; } = new();

    /// <summary>How a new version is trained.</summary>
    public TrainingModel Train { get; init; } = new();

    /// <summary>What has to hold before a new version is tried on live rows.</summary>
    public GatesModel Gates { get; init; } = new();

    /// <summary>How a new version comes to decide.</summary>
    public RolloutModel Rollout { get; init; } = new();

    /// <summary>Who has the last word.</summary>
    public Approval Approval { get; init; }

    /// <summary>How features and scores are watched for changes.</summary>
    public DriftModel Drift { get; init; } = new();

    /// <summary>When labels tell that the version in use got worse.</summary>
    public RiskModel Risk { get; init; } = new();

    /// <summary>What is wanted, and what may be done for it; null: nobody said.</summary>
    public GoalsModel? Goals { get; init; }
}

/// <summary>What begins a run; a person always may.</summary>
public sealed record RetrainModel
{
    /// <summary>Labels that tell of a version that got worse do.</summary>
    public bool WhenWorse { get; init; }

    /// <summary>Features or scores that changed do.</summary>
    public bool OnDrift { get; init; }

    /// <summary>Where a run that an alarm began came to nothing and the alarm still holds, the next one begins so much event time after it
    /// ended, and twice as long after each further one; null: none does.</summary>
    public TimeSpan? AgainAfter { get; init; }

    /// <summary>So long after the last one began, the clock does; null: never.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Most runs in 24 hours that no person asked for.</summary>
    public int AtMost { get; init; } = 3;
}

/// <summary>How a new version is trained.</summary>
public sealed record TrainingModel
{
    /// <summary>What the model is grown with.</summary>
    public Algorithm Algorithm { get; init; }

    /// <summary>The newest so much of event time is taken; null: all there is.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>Trials of a search for settings; 0: the algorithm's defaults are taken.</summary>
    public int Search { get; init; }

    /// <summary>How probabilities are put right; null: not.</summary>
    public CalibrationMethod? Calibrate { get; init; }

    /// <summary>The attribute whose groups and labels are made independent of each other by weights; null: none.</summary>
    public string? Reweigh { get; init; }
}

/// <summary>What has to hold before a new version is tried on live rows, beside the one in use and on the same rows.</summary>
public sealed record GatesModel
{
    /// <summary>By so much its average precision has to be above.</summary>
    public double Margin { get; init; }

    /// <summary>Times the other's time for a row that it may take.</summary>
    public double Latency { get; init; } = 3;

    /// <summary>Times the other's alerts that it may raise, or as many times fewer.</summary>
    public double Alerts { get; init; } = 3;

    /// <summary>Share of the rows that it may raise alerts on, whatever the other does; null: any.</summary>
    public double? MostAlerts { get; init; }

    /// <summary>Population stability index of its scores against the other's, at most.</summary>
    public double Scores { get; init; } = 0.5;

    /// <summary>How far the declared groups may fare from each other, each metric once; empty: as far as they do.</summary>
    public IReadOnlyList<FairnessBound> Fairness { get; init; } = [];
}

/// <summary>How a new version comes to decide.</summary>
public sealed record RolloutModel
{
    /// <summary>Rows that it scores as a shadow before it decides anything.</summary>
    public int ShadowRows { get; init; } = 1000;

    /// <summary>Share of the keys that it decides about as a canary.</summary>
    public double Canary { get; init; } = 0.1;

    /// <summary>Labelled rows after which a version that was not shown to be better is taken back.</summary>
    public int MostLabelled { get; init; } = 100_000;

    /// <summary>Labelled rows in which the new champion is held against the one before it; 0: none.</summary>
    public int Watch { get; init; } = 10_000;

    /// <summary>Chance of each wrong verdict.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>By how much smaller its mean squared error has to be for it to be better.</summary>
    public double Margin { get; init; }

    /// <summary>By how much greater its mean squared error may be before it is worse.</summary>
    public double Tolerance { get; init; }
}

/// <summary>Who has the last word before a version decides for everybody.</summary>
public enum Approval
{
    /// <summary>What the canary showed.</summary>
    Automatic,

    /// <summary>A person.</summary>
    Manual,
}

/// <summary>How features and scores are watched for changes.</summary>
public sealed record DriftModel
{
    /// <summary>Average run length to a false alarm, in rows looked at: at least that.</summary>
    public double Arl { get; init; } = 1_000_000;

    /// <summary>Rows that later ones are compared with.</summary>
    public int Reference { get; init; } = 2000;

    /// <summary>Every so manieth row is looked at.</summary>
    public int Every { get; init; } = 1;
}

/// <summary>When labels tell that the version in use got worse.</summary>
public sealed record RiskModel
{
    /// <summary>Chance, at most, that it is ever said of a version that did not.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>By which share of its squared error at the reference it may get worse.</summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>Labelled rows, the first of a version in a partition, that later ones are compared with.</summary>
    public int Reference { get; init; } = 2000;
}

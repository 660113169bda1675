namespace Streaming.Application.ListDetectors;

/// <summary>All of them.</summary>
public sealed record ListDetectorsRequest;

/// <summary>The kinds of drift detectors.</summary>
/// <param name="Detectors">Those with a stated rate of false alarms first.</param>
public sealed record ListedDetectors(IReadOnlyList<ListedDetector> Detectors);

/// <summary>A kind of drift detectors.</summary>
/// <param name="Name">As in a specification.</param>
/// <param name="Default">Whether it is taken where none is named.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Source">Who described it.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record ListedDetector(string Name, bool Default, string Meaning, string Source, IReadOnlyList<ListedParameter> Parameters);

/// <summary>A parameter of a drift detector.</summary>
/// <param name="Name">As in a specification.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="Allowed">Which texts it takes, in words.</param>
/// <param name="Default">What it is unless given.</param>
public sealed record ListedParameter(string Name, string Meaning, string Allowed, string Default);

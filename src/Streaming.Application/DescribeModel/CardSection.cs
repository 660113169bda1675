namespace Streaming.Application.DescribeModel;

/// <summary>A part of a card, in words that no form of it has escaped yet.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Lines">Sentences, one a line.</param>
/// <param name="Table">Null: it has none.</param>
sealed record CardSection(string Title, IReadOnlyList<string> Lines, CardTable? Table = null);

/// <param name="Head">Names of the columns.</param>
/// <param name="Rows">Each as long as the head; the first cell is what the row is about.</param>
sealed record CardTable(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows);

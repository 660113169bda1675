using Sylvan.Data.Csv;

namespace Streaming.Publishing.Rows;

/// <summary>What is wrong with a CSV file, in words of the file: those of the library that reads it are for who programs with it.</summary>
public static class CsvFaults
{
    /// <summary>Whether it is the file's fault.</summary>
    public static bool Are(Exception fault) => fault is CsvFormatException or CsvRecordTooLargeException or CsvMissingHeadersException;

    /// <summary>A sentence without its end.</summary>
    /// <param name="fault">One of <see cref="Are"/>.</param>
    /// <param name="largest">Bytes that a row may have.</param>
    public static string Words(Exception fault, int largest) =>
        fault switch
        {
            CsvMissingHeadersException => "it is empty, and its first line has to name the columns",
            CsvRecordTooLargeException => $"a row is longer than {largest:N0} characters, or a quoted field in it has no end",
            _ => fault.Message.TrimEnd('.'),
        };
}

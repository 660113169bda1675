namespace Streaming.Explanations.Scoring;

/// <summary>Systems of equations whose matrix is symmetric and positive definite.</summary>
static class SymmetricMatrix
{
    /// <summary>The inverse, by Cholesky's way.</summary>
    /// <param name="matrix">Row-major, size x size; its lower half is read, and it is left as it was.</param>
    /// <param name="size">Rows.</param>
    internal static double[] Inverse(double[] matrix, int size)
    {
        var lower = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[(i * size) + j];
                for (var k = 0; k < j; k++)
                    sum -= lower[(i * size) + k] * lower[(j * size) + k];
                lower[(i * size) + j] = i == j ? Math.Sqrt(sum) : sum / lower[(j * size) + j];
            }
        }

        var inverse = new double[size * size];
        var column = new double[size];
        for (var c = 0; c < size; c++)
        {
            for (var i = 0; i < size; i++)
            {
                var sum = i == c ? 1.0 : 0;
                for (var k = 0; k < i; k++)
                    sum -= lower[(i * size) + k] * column[k];
                column[i] = sum / lower[(i * size) + i];
            }

            for (var i = size - 1; i >= 0; i--)
            {
                var sum = column[i];
                for (var k = i + 1; k < size; k++)
                    sum -= lower[(k * size) + i] * inverse[(k * size) + c];
                inverse[(i * size) + c] = sum / lower[(i * size) + i];
            }
        }

        return inverse;
    }
}
